-- The snapshot of an issued draft, by the position of the event that issued it. It is made once and
-- never changes. The manifest is JSON and holds the hash of each file; the hash here is its own.
CREATE TABLE publication (
  position BIGINT NOT NULL,
  plan_id  VARCHAR(120) NOT NULL,
  document VARCHAR(255) NOT NULL,
  revision BIGINT NOT NULL,
  manifest TEXT NOT NULL,
  sha256   VARCHAR(64) NOT NULL,
  CONSTRAINT publication_pk PRIMARY KEY (position),
  CONSTRAINT publication_document UNIQUE (plan_id, document)
);

-- Its files, in parts of a size that every database takes.
CREATE TABLE publication_part (
  position BIGINT NOT NULL,
  name     VARCHAR(120) NOT NULL,
  part     INTEGER NOT NULL,
  bytes    BYTEA NOT NULL,
  CONSTRAINT publication_part_pk PRIMARY KEY (position, name, part),
  CONSTRAINT publication_part_of FOREIGN KEY (position) REFERENCES publication
);

-- One row: how far the log was read for what was issued and withdrawn. Whoever holds its lock reads on.
CREATE TABLE publication_log (
  id       SMALLINT NOT NULL,
  position BIGINT NOT NULL,
  CONSTRAINT publication_log_pk PRIMARY KEY (id),
  CONSTRAINT publication_log_one CHECK (id = 1)
);
INSERT INTO publication_log (id, position) VALUES (1, 0);

-- An issued draft whose snapshot is to be made. The node that makes it has it until a time of the
-- database; one that failed is left alone until then.
CREATE TABLE publication_due (
  position    BIGINT NOT NULL,
  event_id    VARCHAR(255) NOT NULL,
  plan_id     VARCHAR(120) NOT NULL,
  document    VARCHAR(255) NOT NULL,
  revision    BIGINT NOT NULL,
  failure     TEXT,
  owner       VARCHAR(255),
  owned_until TIMESTAMP WITH TIME ZONE,
  CONSTRAINT publication_due_pk PRIMARY KEY (position)
);

-- A draft that was taken back, as the log tells it.
CREATE TABLE publication_withdrawn (
  plan_id     VARCHAR(120) NOT NULL,
  document    VARCHAR(255) NOT NULL,
  revision    BIGINT NOT NULL,
  reason      TEXT NOT NULL,
  decided_on  DATE NOT NULL,
  recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
  actor       VARCHAR(255),
  CONSTRAINT publication_withdrawn_pk PRIMARY KEY (plan_id, document)
);
