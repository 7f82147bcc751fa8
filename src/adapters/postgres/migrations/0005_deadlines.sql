-- Up Migration

CREATE TABLE deadlines (
  deadline_id text COLLATE "C" PRIMARY KEY,
  seller_id text NOT NULL,
  clock text NOT NULL,
  state text NOT NULL,
  due_at timestamptz NOT NULL,
  scheduled_by text NOT NULL,
  request text NOT NULL
) WITH (fillfactor = 80);

-- What is due of a clock, the earliest first.
CREATE INDEX deadlines_standing ON deadlines (clock, due_at, deadline_id) WHERE state = 'STANDING';

-- What a seller, or everybody, is shown: with what no rule covers. What an event has cancelled is never looked through.
CREATE INDEX deadlines_by_seller ON deadlines (seller_id, due_at, deadline_id) WHERE state <> 'CANCELLED';
CREATE INDEX deadlines_by_time ON deadlines (due_at, deadline_id) WHERE state <> 'CANCELLED';

-- Written by the ticker under its own checkpoint: the deadlines that were asked, as one event set them.
CREATE TABLE deadlines_asked (
  deadline_id text COLLATE "C" NOT NULL,
  scheduled_by text NOT NULL,
  outcome text NOT NULL,
  asked_at timestamptz NOT NULL,
  PRIMARY KEY (deadline_id, scheduled_by)
);

-- The payouts that the bank has still to answer, in the order of their ids.
CREATE INDEX payouts_in_flight ON payouts (payout_id COLLATE "C") WHERE status IN ('PLANNED', 'PROCESSING');

-- Written under a checkpoint of their own by those who listen to banks and carriers: up to where each was heard.
CREATE TABLE feed_cursors (
  feed text COLLATE "C" PRIMARY KEY,
  cursor text NOT NULL,
  taken_at timestamptz NOT NULL
);
