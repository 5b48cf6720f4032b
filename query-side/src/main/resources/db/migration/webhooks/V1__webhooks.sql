-- One row: how far the log was read for what was asked of webhooks. Whoever holds its lock reads on.
CREATE TABLE webhook_log (
  id       SMALLINT NOT NULL,
  position BIGINT NOT NULL,
  CONSTRAINT webhook_log_pk PRIMARY KEY (id),
  CONSTRAINT webhook_log_one CHECK (id = 1)
);
INSERT INTO webhook_log (id, position) VALUES (1, 0);

-- A subscription, and how far its receiver was told: every event up to a position was delivered, or
-- waits behind a row of webhook_held. The node that delivers has it until a time of the database.
CREATE TABLE webhook (
  webhook_id       VARCHAR(120) NOT NULL,
  url              VARCHAR(1000) NOT NULL,
  -- Names of types with blanks between them; empty: all.
  types            TEXT NOT NULL,
  plan_id          VARCHAR(120),
  subscribed_at    BIGINT NOT NULL,
  position         BIGINT NOT NULL,
  delivered        TIMESTAMP WITH TIME ZONE,
  disabled         TIMESTAMP WITH TIME ZONE,
  disabled_because TEXT,
  owner            VARCHAR(255),
  owned_until      TIMESTAMP WITH TIME ZONE,
  CONSTRAINT webhook_pk PRIMARY KEY (webhook_id)
);

-- A stream of which an event could not be delivered: the event, which those behind it wait for.
CREATE TABLE webhook_held (
  webhook_id VARCHAR(120) NOT NULL,
  stream     VARCHAR(255) NOT NULL,
  revision   BIGINT NOT NULL,
  position   BIGINT NOT NULL,
  attempts   INTEGER NOT NULL,
  since      TIMESTAMP WITH TIME ZONE NOT NULL,
  next_try   TIMESTAMP WITH TIME ZONE NOT NULL,
  failure    TEXT,
  CONSTRAINT webhook_held_pk PRIMARY KEY (webhook_id, stream),
  CONSTRAINT webhook_held_of FOREIGN KEY (webhook_id) REFERENCES webhook ON DELETE CASCADE
);

-- What signs: secrets, each by the position of the event that asked for it. They are nowhere else.
CREATE TABLE webhook_secret (
  webhook_id VARCHAR(120) NOT NULL,
  asked_at   BIGINT NOT NULL,
  secret     VARCHAR(100) NOT NULL,
  shown      BOOLEAN NOT NULL,
  until      TIMESTAMP WITH TIME ZONE,
  CONSTRAINT webhook_secret_pk PRIMARY KEY (webhook_id, asked_at),
  CONSTRAINT webhook_secret_of FOREIGN KEY (webhook_id) REFERENCES webhook ON DELETE CASCADE
);
