-- At most one row, as long as nothing may be recorded: the database is older than what was signed
-- by it, up to a size and with a root, or a witness says so.
CREATE TABLE read_only (
  id     SMALLINT NOT NULL,
  size   BIGINT NOT NULL,
  root   VARCHAR(64),
  reason TEXT NOT NULL,
  CONSTRAINT read_only_pk PRIMARY KEY (id),
  CONSTRAINT read_only_one CHECK (id = 1)
);
