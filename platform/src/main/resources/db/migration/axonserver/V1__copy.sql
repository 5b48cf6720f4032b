-- How far the log of this database is a copy of the one in Axon Server: one row, and whoever holds
-- its lock copies. The event with a token is at the position token + 1 + shift; those of a log that
-- was moved there have the positions they had.
CREATE TABLE axonserver_copy (
  id         SMALLINT NOT NULL,
  next_token BIGINT NOT NULL,
  shift      BIGINT NOT NULL,
  CONSTRAINT axonserver_copy_pk PRIMARY KEY (id),
  CONSTRAINT axonserver_copy_one CHECK (id = 1)
);
INSERT INTO axonserver_copy (id, next_token, shift) VALUES (1, 0, 0);
