CREATE TABLE note (
  event_id VARCHAR(255) NOT NULL,
  text     VARCHAR(255) NOT NULL,
  replayed BOOLEAN NOT NULL,
  CONSTRAINT note_pk PRIMARY KEY (event_id)
);
