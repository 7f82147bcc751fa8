-- Up Migration

-- One encryption key per data subject, wrapped by the master key, which is never in the database.
-- Destroying a key is how a subject is erased: the row stays without its key, so that none is ever made again.
CREATE TABLE subject_keys (
  subject_id text PRIMARY KEY,
  wrapped_key bytea NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  destroyed_at timestamptz NULL,
  CONSTRAINT subject_keys_destroyed CHECK ((wrapped_key IS NULL) = (destroyed_at IS NOT NULL))
);
