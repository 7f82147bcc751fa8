-- Up Migration

DO $$
BEGIN
  IF current_setting('server_encoding') <> 'UTF8' THEN
    RAISE EXCEPTION 'the database must be encoded in UTF8, not %', current_setting('server_encoding');
  END IF;
END $$;

-- The log. Rows are only ever added. Data and metadata are canonical JSON kept as text, because these bytes are what is
-- hashed; jsonb would reorder them.
CREATE TABLE events (
  position bigint PRIMARY KEY CHECK (position > 0),
  stream text COLLATE "C" NOT NULL,
  revision bigint NOT NULL CHECK (revision >= 0),
  event_id uuid NOT NULL,
  type text NOT NULL,
  data text NOT NULL,
  metadata text NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT events_event_id UNIQUE (event_id),
  CONSTRAINT events_stream_revision UNIQUE (stream, revision)
);

-- One row. An append locks it until it has committed: that puts the appends in order. The incarnation tells one history
-- from another. The last position is read from the log itself, so it cannot disagree with the log, and the row is never
-- written anew: versions of it would pile up for as long as any transaction in the cluster stays open.
CREATE TABLE event_log (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  incarnation uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO event_log DEFAULT VALUES;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: what happened is never changed', tg_op, tg_table_name
    USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Append an event that corrects it.';
END $$;

-- ALWAYS: in a session that replicates too.
CREATE TRIGGER events_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE events ENABLE ALWAYS TRIGGER events_are_final;
CREATE TRIGGER event_log_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON event_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE event_log ENABLE ALWAYS TRIGGER event_log_is_final;

-- Appends a group: many appends, each to another stream, each stored or refused by itself, in one statement.
-- Per append: its stream, expected revision (-1: no stream) and number of events. Per event, in the order of the
-- appends: stream, revision, id, type, data, metadata. Texts come joined by U+001E, which is never part of JSON.
-- Answers one row per append, in order: `appended` and `repeated` (these very events were stored before) with revision
-- and position of the last event, `conflict` with the revision that the stream really has.
-- Plans are made once per session, and one made while the table was small must not scan it when it has grown: hence
-- enable_seqscan.
CREATE FUNCTION append_events(
  streams text, expected bigint[], sizes int[],
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

  SELECT array_agg(coalesce(last.revision, -1) ORDER BY asked.nr) INTO actual
    FROM unnest(string_to_array(streams, separator)) WITH ORDINALITY AS asked (stream, nr)
    LEFT JOIN LATERAL (
      SELECT events.revision FROM events WHERE events.stream = asked.stream ORDER BY events.revision DESC LIMIT 1
    ) AS last ON true;
  all_fresh := actual = expected;
  IF NOT all_fresh THEN
    -- Per event: its position, or null where its append is not fresh.
    positions := ARRAY(
      SELECT CASE WHEN event.is_fresh
               THEN head + count(*) FILTER (WHERE event.is_fresh) OVER (ORDER BY event.nr, event.i)
             END
        FROM (
          SELECT append.actual = append.expected AS is_fresh, append.nr, i
            FROM unnest(actual, expected, sizes) WITH ORDINALITY AS append (actual, expected, size, nr),
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
           WHEN judged.wanted = judged.last THEN 'appended'
           WHEN again.last_position IS NOT NULL THEN 'repeated'
           ELSE 'conflict'
         END,
         CASE
           WHEN judged.wanted = judged.last OR again.last_position IS NOT NULL THEN judged.wanted + judged.size
           ELSE judged.last
         END,
         coalesce(again.last_position, positions[judged.skip + judged.size])
    FROM (
      SELECT append.*, (sum(append.size) OVER (ORDER BY append.nr))::int - append.size AS skip
        FROM unnest(string_to_array(streams, separator), expected, sizes, actual) WITH ORDINALITY
          AS append (stream, wanted, size, last, nr)
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
       WHERE judged.wanted <> judged.last
      HAVING count(stored.position) = judged.size
    ) AS again ON true
   ORDER BY judged.nr;
END $$;

-- Reads are functions for the same reason: their plans use the index, whatever size the table had when they were made.
CREATE FUNCTION read_stream(of_stream text, from_revision bigint, rows_max bigint)
RETURNS TABLE (
  "position" bigint, revision bigint, event_id uuid, type text, data text, metadata text, recorded_ms bigint
)
LANGUAGE plpgsql STABLE
SET search_path FROM CURRENT SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT position, revision, event_id, type, data, metadata, (date_part('epoch', recorded_at) * 1000)::bigint
    FROM events
   WHERE stream = of_stream AND revision >= from_revision
   ORDER BY revision LIMIT rows_max;
END $$;

-- Events of streams whose name begins with one of these categories. In the order of the index, so that it can stop when
-- it has enough: a bitmap would look through the whole range for every page.
CREATE FUNCTION read_categories(categories text[], after_position bigint, up_to bigint, rows_max bigint)
RETURNS TABLE (
  "position" bigint, stream text, revision bigint, event_id uuid, type text, data text, metadata text,
  recorded_ms bigint
)
LANGUAGE plpgsql STABLE
SET search_path FROM CURRENT SET enable_seqscan = off SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT position, stream, revision, event_id, type, data, metadata, (date_part('epoch', recorded_at) * 1000)::bigint
    FROM events
   WHERE position > after_position AND position <= up_to AND split_part(stream, '-', 1) = ANY (categories)
   ORDER BY position LIMIT rows_max;
END $$;
