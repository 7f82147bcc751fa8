-- Up Migration

-- A posting is about an order, or about a statement or payout; and it tells the rule that explains it, where there is one.
ALTER TABLE ledger_postings ALTER COLUMN order_id DROP NOT NULL;
ALTER TABLE ledger_postings
  ADD COLUMN period_id text NULL,
  ADD COLUMN transaction_id text NULL,
  ADD COLUMN sku_id text NULL,
  ADD COLUMN fee_kind text NULL,
  ADD COLUMN rule_id text NULL,
  ADD COLUMN rule_version int4 NULL,
  ADD COLUMN rate_bps int4 NULL,
  ADD COLUMN base text NULL,
  ADD COLUMN base_minor int8 NULL,
  ADD COLUMN result_minor int8 NULL,
  ADD COLUMN rounded_by int4 NULL,
  ADD COLUMN included_tax_bps int4 NULL,
  ADD COLUMN cap_minor int8 NULL;

-- What a payout or a statement moved.
CREATE INDEX ledger_postings_by_period ON ledger_postings (period_id) WHERE period_id IS NOT NULL;

-- A seller's ledger, newest first, of all accounts or of one: those of other accounts are passed over within the index. One
-- index, because each costs a catch-up more than the row does.
DROP INDEX ledger_postings_by_seller;
CREATE INDEX ledger_postings_by_seller ON ledger_postings (seller_id, position, posting, account);

-- The postings of an order, which are only ever asked for by all of its id.
CREATE INDEX ledger_postings_by_order ON ledger_postings USING hash (order_id);

-- The books balance in every event and currency, whoever writes: what a statement adds, changes or takes away of an event
-- sums to zero. Once per statement and not per row, because a catch-up adds thousands of rows at once.
CREATE FUNCTION ledger_postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong record;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT position, currency, sum(amount_minor) AS sum INTO wrong
      FROM added GROUP BY position, currency HAVING sum(amount_minor) <> 0 LIMIT 1;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT position, currency, sum(amount_minor) AS sum INTO wrong
      FROM taken GROUP BY position, currency HAVING sum(amount_minor) <> 0 LIMIT 1;
  ELSE
    SELECT position, currency, sum(amount_minor) AS sum INTO wrong
      FROM (SELECT position, currency, amount_minor FROM added
            UNION ALL SELECT position, currency, -amount_minor FROM taken) AS changed
      GROUP BY position, currency HAVING sum(amount_minor) <> 0 LIMIT 1;
  END IF;
  IF FOUND THEN
    RAISE EXCEPTION 'the postings of event % do not balance: % %', wrong.position, wrong.sum, wrong.currency
      USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_postings_balance_added AFTER INSERT ON ledger_postings
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_postings_balance();
CREATE TRIGGER ledger_postings_balance_taken AFTER DELETE ON ledger_postings
  REFERENCING OLD TABLE AS taken FOR EACH STATEMENT EXECUTE FUNCTION ledger_postings_balance();
CREATE TRIGGER ledger_postings_balance_changed AFTER UPDATE ON ledger_postings
  REFERENCING NEW TABLE AS added OLD TABLE AS taken FOR EACH STATEMENT EXECUTE FUNCTION ledger_postings_balance();

CREATE TABLE statements (
  statement_id text PRIMARY KEY,
  seller_id text NOT NULL,
  date date NOT NULL,
  currency text NOT NULL,
  status text NOT NULL,
  lines int4 NOT NULL,
  revenue_minor int8 NOT NULL,
  shipping_minor int8 NOT NULL,
  fee_tax_minor int8 NOT NULL,
  adjustment_minor int8 NOT NULL,
  settlement_minor int8 NOT NULL,
  reserve_minor int8 NOT NULL,
  payable_minor int8 NOT NULL,
  closes_at timestamptz NOT NULL,
  closed_at timestamptz NULL,
  payout_id text NULL,
  CONSTRAINT statements_settlement
    CHECK (settlement_minor = revenue_minor + shipping_minor + fee_tax_minor + adjustment_minor),
  CONSTRAINT statements_payable CHECK (payable_minor = settlement_minor + reserve_minor)
) WITH (fillfactor = 80);

-- A seller's statements, newest first; those that a payout is made of.
CREATE INDEX statements_by_seller ON statements (seller_id, date DESC, statement_id DESC);
CREATE INDEX statements_by_payout ON statements (payout_id);

CREATE TABLE statement_lines (
  statement_id text NOT NULL,
  line int4 NOT NULL,
  seller_id text NOT NULL,
  transaction_id text NOT NULL,
  type text NOT NULL,
  order_id text NULL,
  currency text NOT NULL,
  revenue_minor int8 NOT NULL,
  shipping_minor int8 NOT NULL,
  fee_tax_minor int8 NOT NULL,
  adjustment_minor int8 NOT NULL,
  settlement_minor int8 NOT NULL,
  reserve_minor int8 NOT NULL,
  payable_minor int8 NOT NULL,
  event_id text NOT NULL,
  position int8 NOT NULL,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (statement_id, line),
  CONSTRAINT statement_lines_settlement
    CHECK (settlement_minor = revenue_minor + shipping_minor + fee_tax_minor + adjustment_minor),
  CONSTRAINT statement_lines_payable CHECK (payable_minor = settlement_minor + reserve_minor)
);

-- A transaction of an order stands on one statement, once, for ever.
CREATE UNIQUE INDEX statement_lines_once ON statement_lines (seller_id, transaction_id);
CREATE INDEX statement_lines_by_order ON statement_lines (order_id);

CREATE TABLE statement_details (
  statement_id text NOT NULL,
  line int4 NOT NULL,
  detail int4 NOT NULL,
  part text NOT NULL,
  name text NOT NULL,
  sku_id text NULL,
  amount_minor int8 NOT NULL,
  rule_id text NULL,
  rule_version int4 NULL,
  rate_bps int4 NULL,
  base text NULL,
  base_minor int8 NULL,
  result_minor int8 NULL,
  rounded_by int4 NULL,
  included_tax_bps int4 NULL,
  cap_minor int8 NULL,
  PRIMARY KEY (statement_id, line, detail)
);

CREATE TABLE payouts (
  payout_id text PRIMARY KEY,
  seller_id text NOT NULL,
  date date NOT NULL,
  currency text NOT NULL,
  status text NOT NULL,
  held bool NOT NULL,
  amount_minor int8 NOT NULL,
  entries int4 NOT NULL,
  attempts int4 NOT NULL,
  wait_reason text NULL,
  to_date date NULL,
  bank_reference text NULL,
  cut_off_at timestamptz NOT NULL,
  planned_at timestamptz NULL,
  paid_at timestamptz NULL,
  updated_at timestamptz NOT NULL
) WITH (fillfactor = 80);

-- A seller's payouts, newest first; those that the bank has still to answer.
CREATE INDEX payouts_by_seller ON payouts (seller_id, date DESC, payout_id DESC);
CREATE INDEX payouts_unanswered ON payouts (planned_at) WHERE status IN ('PLANNED', 'PROCESSING');

CREATE TABLE payout_entries (
  payout_id text NOT NULL,
  kind text NOT NULL,
  source text NOT NULL,
  seller_id text NOT NULL,
  currency text NOT NULL,
  amount_minor int8 NOT NULL,
  added_at timestamptz NOT NULL,
  event_id text NOT NULL,
  position int8 NOT NULL,
  PRIMARY KEY (payout_id, kind, source)
);

-- A source hands each amount on to one payout only: nothing is paid twice.
CREATE UNIQUE INDEX payout_entries_once ON payout_entries (kind, source);
-- Where what a statement or an earlier payout left went on to.
CREATE INDEX payout_entries_by_source ON payout_entries (source);

CREATE TABLE unsettled_orders (
  order_id text PRIMARY KEY,
  seller_id text NOT NULL,
  currency text NOT NULL,
  reason text NOT NULL,
  open_cases int4 NOT NULL,
  estimated_gross_minor int8 NOT NULL,
  estimated_settlement_minor int8 NULL,
  delivered_at timestamptz NULL,
  due_at timestamptz NULL,
  settled_at timestamptz NULL,
  cancelled_at timestamptz NULL
) WITH (fillfactor = 80);

-- What a seller still waits for, by the day on which it is due.
CREATE INDEX unsettled_orders_waiting ON unsettled_orders (seller_id, due_at)
  WHERE settled_at IS NULL AND cancelled_at IS NULL;

CREATE TABLE after_sales_cases (
  case_id text PRIMARY KEY,
  order_id text NOT NULL,
  seller_id text NOT NULL,
  case_type text NOT NULL,
  status text NOT NULL,
  reason text NOT NULL,
  market text NOT NULL,
  zone text NOT NULL,
  currency text NOT NULL,
  units int4 NOT NULL,
  claimed_minor int8 NOT NULL,
  offered_minor int8 NULL,
  granted_minor int8 NULL,
  replacement_order_id text NULL,
  seller_fault bool NULL,
  clock text NULL,
  due_at timestamptz NULL,
  deadline_id text NULL,
  no_rule text NULL,
  opened_at timestamptz NOT NULL,
  ended_at timestamptz NULL,
  updated_at timestamptz NOT NULL
) WITH (fillfactor = 80);

-- Cases newest first: of everybody, of a seller, of an order; those that somebody has still to do something about.
CREATE INDEX after_sales_cases_newest ON after_sales_cases (opened_at DESC, case_id DESC);
CREATE INDEX after_sales_cases_by_seller ON after_sales_cases (seller_id, opened_at DESC, case_id DESC);
CREATE INDEX after_sales_cases_by_order ON after_sales_cases (order_id);
CREATE INDEX after_sales_cases_open ON after_sales_cases (seller_id, opened_at DESC, case_id DESC)
  WHERE ended_at IS NULL;

CREATE TABLE after_sales_steps (
  case_id text NOT NULL,
  revision int8 NOT NULL,
  event_type text NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  status text NOT NULL,
  detail text NOT NULL,
  PRIMARY KEY (case_id, revision)
);
