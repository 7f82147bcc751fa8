-- Up Migration

-- What the tables beside a checkpoint were defined as when they were made; NULL: before this was kept.
ALTER TABLE projection_checkpoints ADD COLUMN fingerprint text NULL;

-- Rebuilds that were begun and have not ended: whoever goes on begins at their step.
CREATE TABLE projection_rebuilds (
  projection text PRIMARY KEY,
  id uuid NOT NULL,
  step text NOT NULL CHECK (step IN ('prepared', 'filled', 'indexed', 'verified', 'swapped')),
  version int4 NOT NULL,
  fingerprint text NOT NULL,
  position int8 NULL,
  started_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
