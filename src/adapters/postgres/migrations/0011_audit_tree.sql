-- Up Migration

-- The Merkle tree of the log (RFC 6962) as far as it is kept: the root of each 256 events with the first bytes of each
-- event's hash, larger subtrees, and the right edge. Everything in it can be made again from the log; proof is only what
-- was signed and is kept elsewhere.
CREATE TABLE audit_chunks (
  nr bigint PRIMARY KEY,
  hash text COLLATE "C" NOT NULL,
  commit_position bigint NOT NULL,
  prepare_position bigint NOT NULL,
  marks text COLLATE "C" NOT NULL
);

CREATE TABLE audit_subtrees (
  level int NOT NULL,
  nr bigint NOT NULL,
  hash text COLLATE "C" NOT NULL,
  PRIMARY KEY (level, nr)
);

CREATE TABLE audit_tree (
  name text COLLATE "C" PRIMARY KEY,
  size bigint NOT NULL,
  peaks text COLLATE "C" NOT NULL,
  marks text COLLATE "C" NOT NULL
) WITH (fillfactor = 50);
