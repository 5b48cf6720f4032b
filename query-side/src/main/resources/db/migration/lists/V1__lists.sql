-- What the events of plans, meetings, contributions and consultations say, and said before they
-- were corrected: one row for each event and each correction of it. Instants are nanoseconds since
-- 1970; the payload is JSON without the texts of provisions, which stand in the log alone.
CREATE TABLE log_entry (
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
  CONSTRAINT log_entry_pk PRIMARY KEY (stream, revision, version)
);
CREATE INDEX log_entry_decided ON log_entry (stream, decided_on, revision);
CREATE INDEX log_entry_meeting ON log_entry (meeting_id);
CREATE INDEX log_entry_type ON log_entry (type);

-- What became of each amendment. The columns but the last three are keys and the target; these are
-- revisions of the plan: of the proposal, of its present wording, of the outcome that settled it.
CREATE TABLE amendment (
  plan_id      VARCHAR(255) NOT NULL,
  amendment_id VARCHAR(255) NOT NULL,
  provision_id VARCHAR(255) NOT NULL,
  state        VARCHAR(30) NOT NULL,
  proposed     BIGINT NOT NULL,
  worded       BIGINT NOT NULL,
  settled_by   BIGINT,
  CONSTRAINT amendment_pk PRIMARY KEY (plan_id, amendment_id)
);
