-- The ledger. Primary data: nothing here is made anew from the log, and no rebuild empties it.

-- One row: how many leaves there are, and the position of the last. Whoever holds its lock is the
-- sequencer.
CREATE TABLE ledger_state (
  id       SMALLINT NOT NULL,
  size     BIGINT NOT NULL,
  position BIGINT NOT NULL,
  CONSTRAINT ledger_state_pk PRIMARY KEY (id),
  CONSTRAINT ledger_state_one CHECK (id = 1)
);
INSERT INTO ledger_state (id, size, position) VALUES (1, 0, 0);

CREATE TABLE ledger_leaf (
  leaf_index   BIGINT NOT NULL,
  event_id     VARCHAR(255) NOT NULL,
  global_index BIGINT NOT NULL,
  leaf         BYTEA NOT NULL,
  CONSTRAINT ledger_leaf_pk PRIMARY KEY (leaf_index),
  CONSTRAINT ledger_leaf_event UNIQUE (event_id),
  CONSTRAINT ledger_leaf_position UNIQUE (global_index)
);

-- Hashes of the tree by level, 32 bytes each, at most 256 a tile. Only the last of a level grows.
CREATE TABLE ledger_tile (
  level      SMALLINT NOT NULL,
  tile_index BIGINT NOT NULL,
  hashes     BYTEA NOT NULL,
  CONSTRAINT ledger_tile_pk PRIMARY KEY (level, tile_index)
);

-- Every checkpoint that was ever signed.
CREATE TABLE ledger_checkpoint (
  size      BIGINT NOT NULL,
  note      TEXT NOT NULL,
  signed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT ledger_checkpoint_pk PRIMARY KEY (size)
);

CREATE TABLE ledger_cosignature (
  size    BIGINT NOT NULL,
  witness VARCHAR(1000) NOT NULL,
  line    TEXT NOT NULL,
  CONSTRAINT ledger_cosignature_pk PRIMARY KEY (size, witness),
  CONSTRAINT ledger_cosignature_checkpoint FOREIGN KEY (size) REFERENCES ledger_checkpoint
);

-- Public keys, from the size that each may sign; until when, once another has taken its place; and
-- the largest size it has signed, once that is over.
CREATE TABLE ledger_key (
  verifier_key VARCHAR(1000) NOT NULL,
  from_size    BIGINT NOT NULL,
  until        TIMESTAMP WITH TIME ZONE,
  to_size      BIGINT,
  CONSTRAINT ledger_key_pk PRIMARY KEY (verifier_key)
);
