-- Up Migration

-- Where a seller's events are: the past of one seller is told from its own streams.
CREATE TABLE seller_streams (
  seller_id text NOT NULL,
  position int8 NOT NULL,
  stream text NOT NULL,
  PRIMARY KEY (seller_id, position)
);
