-- Up Migration

-- Events that a projection went past without taking them in: the poisoned ones, those of their partitions that wait behind
-- them, and those that are left out. Written in the transaction that moves the checkpoint past them.
CREATE TABLE parked_events (
  projection text NOT NULL,
  commit_position int8 NOT NULL,
  prepare_position int8 NOT NULL,
  partition text COLLATE "C" NOT NULL,
  stream text NOT NULL,
  event_id text NOT NULL,
  event_type text NOT NULL,
  state text NOT NULL CHECK (state IN ('POISON', 'WAITING', 'SKIPPED')),
  -- JSON of why; an event that waits behind another has none of its own.
  reason text NULL CHECK ((reason IS NULL) = (state = 'WAITING')),
  parked_at timestamptz NOT NULL,
  PRIMARY KEY (projection, commit_position, prepare_position)
);
CREATE INDEX parked_events_by_partition
  ON parked_events (projection, partition, commit_position, prepare_position) WHERE state <> 'SKIPPED';

-- `consumed`: events that it was handed up to its position, by which one that was never handed to it is missed although
-- nothing lags. `redrives`: how often parked events were taken in, so that its owner notices.
ALTER TABLE projection_checkpoints
  ADD COLUMN consumed int8 NOT NULL DEFAULT 0,
  ADD COLUMN redrives int8 NOT NULL DEFAULT 0;
UPDATE projection_checkpoints SET consumed = commit_position
 WHERE commit_position = prepare_position AND EXISTS (SELECT FROM events WHERE position = commit_position);
