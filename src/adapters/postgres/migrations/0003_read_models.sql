-- Up Migration

-- How far each projection and process has come. Moved in the same transaction as the rows, by whoever holds the highest epoch.
CREATE TABLE projection_checkpoints (
  name text PRIMARY KEY,
  version int4 NOT NULL,
  commit_position int8 NULL,
  prepare_position int8 NULL,
  event_id text NULL,
  incarnation text NOT NULL,
  epoch int8 NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT projection_checkpoints_position CHECK ((commit_position IS NULL) = (prepare_position IS NULL))
) WITH (fillfactor = 50);

CREATE TABLE sellers (
  seller_id text PRIMARY KEY,
  shop_name text NOT NULL,
  legal_form text NOT NULL,
  market text NOT NULL,
  zone text NOT NULL,
  currency text NOT NULL,
  status text NOT NULL,
  suspended_from text NULL,
  registered_at timestamptz NOT NULL,
  verified_at timestamptz NULL
);

CREATE TABLE products (
  product_id text PRIMARY KEY,
  seller_id text NOT NULL,
  title text NOT NULL,
  category text NOT NULL,
  price_minor int8 NOT NULL,
  currency text NOT NULL,
  stock int4 NULL,
  status text NOT NULL,
  listed_at timestamptz NOT NULL
);

CREATE TABLE order_board (
  order_id text PRIMARY KEY,
  seller_id text NOT NULL,
  buyer_id text NOT NULL,
  status text NOT NULL,
  order_type text NOT NULL,
  purpose text NOT NULL,
  market text NOT NULL,
  zone text NOT NULL,
  currency text NOT NULL,
  units int4 NOT NULL,
  total_minor int8 NOT NULL,
  refunded_minor int8 NOT NULL,
  placed_at timestamptz NOT NULL,
  paid_at timestamptz NULL,
  shipped_at timestamptz NULL,
  delivered_at timestamptz NULL,
  completed_at timestamptz NULL,
  cancelled_at timestamptz NULL,
  cancel_reason text NULL,
  seller_fault bool NULL,
  packages int4 NOT NULL,
  updated_at timestamptz NOT NULL
);

-- A seller's board, newest first: of any status, or of one.
CREATE INDEX order_board_by_seller ON order_board (seller_id, placed_at DESC, order_id DESC);
CREATE INDEX order_board_by_status ON order_board (seller_id, status, placed_at DESC, order_id DESC);

CREATE TABLE order_counts (
  seller_id text NOT NULL,
  status text NOT NULL,
  orders int8 NOT NULL,
  PRIMARY KEY (seller_id, status)
) WITH (fillfactor = 50);

CREATE TABLE order_timeline (
  order_id text NOT NULL,
  revision int8 NOT NULL,
  event_type text NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  inferred bool NOT NULL,
  status text NULL,
  detail text NOT NULL,
  PRIMARY KEY (order_id, revision)
);

CREATE TABLE ledger_postings (
  position int8 NOT NULL,
  posting int4 NOT NULL,
  event_id text NOT NULL,
  event_type text NOT NULL,
  account text NOT NULL,
  owner text NOT NULL,
  seller_id text NOT NULL,
  order_id text NOT NULL,
  currency text NOT NULL,
  amount_minor int8 NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (position, posting)
);

-- A seller's ledger, newest first.
CREATE INDEX ledger_postings_by_seller ON ledger_postings (seller_id, position DESC, posting DESC);

CREATE TABLE ledger_balances (
  owner text NOT NULL,
  account text NOT NULL,
  currency text NOT NULL,
  balance_minor int8 NOT NULL,
  postings int8 NOT NULL,
  PRIMARY KEY (owner, account, currency)
) WITH (fillfactor = 50);

CREATE TABLE seller_kpis (
  seller_id text NOT NULL,
  day date NOT NULL,
  currency text NOT NULL,
  zone text NOT NULL,
  orders int8 NOT NULL,
  units int8 NOT NULL,
  gmv_minor int8 NOT NULL,
  cancelled_orders int8 NOT NULL,
  cancelled_units int8 NOT NULL,
  cancelled_minor int8 NOT NULL,
  refunded_units int8 NOT NULL,
  refunded_minor int8 NOT NULL,
  reviews int8 NOT NULL,
  stars int8 NOT NULL,
  PRIMARY KEY (seller_id, day, currency)
) WITH (fillfactor = 80);

CREATE TABLE product_kpis (
  product_id text NOT NULL,
  day date NOT NULL,
  currency text NOT NULL,
  seller_id text NOT NULL,
  orders int8 NOT NULL,
  units int8 NOT NULL,
  gmv_minor int8 NOT NULL,
  cancelled_orders int8 NOT NULL,
  cancelled_units int8 NOT NULL,
  cancelled_minor int8 NOT NULL,
  refunded_units int8 NOT NULL,
  refunded_minor int8 NOT NULL,
  reviews int8 NOT NULL,
  stars int8 NOT NULL,
  PRIMARY KEY (product_id, day, currency)
) WITH (fillfactor = 80);

-- The top products of a range of days: of everybody, or of one seller.
CREATE INDEX product_kpis_by_day ON product_kpis (day);
CREATE INDEX product_kpis_by_seller ON product_kpis (seller_id, day);
