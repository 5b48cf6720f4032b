-- One row: when the self-audit of a node last found nothing, and how many leaves there were.
CREATE TABLE ledger_audit (
  id        SMALLINT NOT NULL,
  size      BIGINT,
  passed_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT ledger_audit_pk PRIMARY KEY (id),
  CONSTRAINT ledger_audit_one CHECK (id = 1)
);
INSERT INTO ledger_audit (id) VALUES (1);
