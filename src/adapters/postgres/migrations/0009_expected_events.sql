-- Up Migration

-- Appends may say which event is to stand at the revision that they expect, so that one can be sent before the one that it
-- builds on is answered.
DROP FUNCTION append_events(text, bigint[], int[], text, bigint[], uuid[], text, text, text);

-- Appends a group: many appends, each to another stream, each stored or refused by itself, in one statement.
-- Per append: its stream, expected revision (-1: no stream), id of the event that is to stand there (null: whichever
-- does) and number of events. Per event, in the order of the appends: stream, revision, id, type, data, metadata. Texts
-- come joined by U+001E, which is never part of JSON.
-- Answers one row per append, in order: `appended` and `repeated` (these very events were stored before) with revision
-- and position of the last event, `conflict` with the revision that the stream really has.
-- Plans are made once per session, and one made while the table was small must not scan it when it has grown: hence
-- enable_seqscan.
CREATE FUNCTION append_events(
  streams text, expected bigint[], expected_ids uuid[], sizes int[],
  event_streams text, revisions bigint[], ids uuid[], types text, datas text, metadatas text
) RETURNS TABLE (verdict text, last_revision bigint, last_position bigint)
LANGUAGE plpgsql VOLATILE
SET search_path FROM CURRENT SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_variable
DECLARE
  separator CONSTANT text := chr(30);
  head bigint;
  now_at timestamptz;
  actual bigint[];
  fresh boolean[];
  all_fresh boolean;
  positions bigint[];
  added int;
BEGIN
  PERFORM FROM event_log FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the row of event_log is missing';
  END IF;

  -- Statements after the lock see all that was committed before it was given.
  SELECT events.position, events.recorded_at INTO head, now_at FROM events ORDER BY events.position DESC LIMIT 1;
  head := coalesce(head, 0);
  now_at := greatest(now_at, date_trunc('milliseconds', clock_timestamp()));

  SELECT array_agg(judged.last ORDER BY judged.nr), array_agg(judged.is_fresh ORDER BY judged.nr),
         bool_and(judged.is_fresh)
    INTO actual, fresh, all_fresh
    FROM (
      SELECT asked.nr, coalesce(last.revision, -1) AS last,
             coalesce(last.revision, -1) = asked.wanted
               AND (asked.wanted_id IS NULL OR coalesce(last.event_id = asked.wanted_id, false)) AS is_fresh
        FROM unnest(string_to_array(streams, separator), expected, expected_ids) WITH ORDINALITY
               AS asked (stream, wanted, wanted_id, nr)
        LEFT JOIN LATERAL (
          SELECT events.revision, events.event_id FROM events
           WHERE events.stream = asked.stream ORDER BY events.revision DESC LIMIT 1
        ) AS last ON true
    ) AS judged;
  IF NOT all_fresh THEN
    -- Per event: its position, or null where its append is not fresh.
    positions := ARRAY(
      SELECT CASE WHEN event.is_fresh
               THEN head + count(*) FILTER (WHERE event.is_fresh) OVER (ORDER BY event.nr, event.i)
             END
        FROM (
          SELECT append.is_fresh, append.nr, i
            FROM unnest(fresh, sizes) WITH ORDINALITY AS append (is_fresh, size, nr),
                 generate_series(1, append.size) AS i
        ) AS event
       ORDER BY event.nr, event.i
    );
  END IF;

  INSERT INTO events (position, stream, revision, event_id, type, data, metadata, recorded_at)
  SELECT CASE WHEN all_fresh THEN head + nr ELSE positions[nr] END, stream, revision, id, type, data, metadata, now_at
    FROM unnest(
      string_to_array(event_streams, separator), revisions, ids, string_to_array(types, separator),
      string_to_array(datas, separator), string_to_array(metadatas, separator)
    ) WITH ORDINALITY AS event (stream, revision, id, type, data, metadata, nr)
   WHERE all_fresh OR positions[nr] IS NOT NULL;
  GET DIAGNOSTICS added = ROW_COUNT;
  IF added > 0 THEN
    PERFORM pg_notify(current_schema(), (head + added)::text);
  END IF;

  IF all_fresh THEN
    RETURN QUERY
    SELECT 'appended', append.wanted + append.size, head + sum(append.size) OVER (ORDER BY append.nr)
      FROM unnest(expected, sizes) WITH ORDINALITY AS append (wanted, size, nr)
     ORDER BY append.nr;
    RETURN;
  END IF;

  RETURN QUERY
  SELECT CASE
           WHEN judged.is_fresh THEN 'appended'
           WHEN again.last_position IS NOT NULL THEN 'repeated'
           ELSE 'conflict'
         END,
         CASE
           WHEN judged.is_fresh OR again.last_position IS NOT NULL THEN judged.wanted + judged.size
           ELSE judged.last
         END,
         coalesce(again.last_position, positions[judged.skip + judged.size])
    FROM (
      SELECT append.*, (sum(append.size) OVER (ORDER BY append.nr))::int - append.size AS skip
        FROM unnest(string_to_array(streams, separator), expected, sizes, actual, fresh) WITH ORDINALITY
          AS append (stream, wanted, size, last, is_fresh, nr)
    ) AS judged
    LEFT JOIN LATERAL (
      SELECT max(stored.position) AS last_position
        FROM generate_series(1, judged.size) AS i
        LEFT JOIN LATERAL (
          SELECT events.position FROM events
           WHERE events.stream = judged.stream AND events.revision = judged.wanted + i
             AND events.event_id = ids[judged.skip + i]
           LIMIT 1
        ) AS stored ON true
       WHERE NOT judged.is_fresh
      HAVING count(stored.position) = judged.size
    ) AS again ON true
   ORDER BY judged.nr;
END $$;
