-- Up Migration

-- What the simulated bank was told. It is the world outside: nothing of ours reads it, and no rebuild empties it.
CREATE TABLE simulated_bank (
  number int8 GENERATED ALWAYS AS IDENTITY,
  key text NOT NULL,
  ordinal int4 NOT NULL,
  seller_id text NOT NULL,
  amount_minor int8 NOT NULL,
  currency text NOT NULL,
  arrives_at timestamptz NOT NULL,
  outcome text NOT NULL,
  PRIMARY KEY (key, ordinal)
);

CREATE INDEX simulated_bank_arrivals ON simulated_bank (arrives_at);

-- How far a clock that does not go as the world's has come, at most: one row.
CREATE TABLE simulated_clock (
  single bool PRIMARY KEY DEFAULT true CHECK (single),
  reached_at timestamptz NOT NULL
);
