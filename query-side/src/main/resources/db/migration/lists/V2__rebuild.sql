-- One row for each projection in tables, and what became of the last time it was made anew. Whoever
-- writes its live tables holds the lock on its row until the end of the transaction.
CREATE TABLE projection (
  name         VARCHAR(40) NOT NULL,
  ended_at     TIMESTAMP WITH TIME ZONE,
  position     BIGINT,
  differences  BIGINT,
  told         TEXT,
  failure      TEXT,
  actor        VARCHAR(255),
  on_behalf_of VARCHAR(255),
  -- Id of the event that says so; NULL: it is recorded.
  to_record    VARCHAR(255),
  CONSTRAINT projection_pk PRIMARY KEY (name)
);
INSERT INTO projection (name) VALUES ('lists');

-- One row for each projection: the last event of operators that was looked at, and the rebuild that
-- was asked for, NULL where none is. Whoever holds the lock on its row carries it on. It has come to
-- a position, which is NULL until the tables beside the live ones are empty.
CREATE TABLE rebuild (
  projection   VARCHAR(40) NOT NULL,
  request_read BIGINT NOT NULL,
  request      VARCHAR(255),
  actor        VARCHAR(255),
  on_behalf_of VARCHAR(255),
  since        TIMESTAMP WITH TIME ZONE,
  total        BIGINT,
  position     BIGINT,
  CONSTRAINT rebuild_pk PRIMARY KEY (projection)
);
INSERT INTO rebuild (projection, request_read) VALUES ('lists', -1);

-- The tables beside the live ones, with the same columns. Nobody reads them but a rebuild, which
-- empties them first.
CREATE TABLE log_entry_beside (
  stream            VARCHAR(255) NOT NULL,
  revision          BIGINT NOT NULL,
  version           INTEGER NOT NULL,
  known_from        BIGINT NOT NULL,
  known_until       BIGINT NOT NULL,
  position          BIGINT NOT NULL,
  type              VARCHAR(80) NOT NULL,
  recorded_at       BIGINT NOT NULL,
  decided_on        DATE NOT NULL,
  meeting_id        VARCHAR(255),
  agenda_item       TEXT,
  paragraph         TEXT,
  annulled          BOOLEAN NOT NULL,
  corrected_by      BIGINT,
  correction_reason TEXT,
  actor             VARCHAR(255),
  on_behalf_of      VARCHAR(255),
  payload           TEXT NOT NULL,
  CONSTRAINT log_entry_beside_pk PRIMARY KEY (stream, revision, version)
);

CREATE TABLE amendment_beside (
  plan_id      VARCHAR(255) NOT NULL,
  amendment_id VARCHAR(255) NOT NULL,
  provision_id VARCHAR(255) NOT NULL,
  state        VARCHAR(30) NOT NULL,
  proposed     BIGINT NOT NULL,
  worded       BIGINT NOT NULL,
  settled_by   BIGINT,
  CONSTRAINT amendment_beside_pk PRIMARY KEY (plan_id, amendment_id)
);
