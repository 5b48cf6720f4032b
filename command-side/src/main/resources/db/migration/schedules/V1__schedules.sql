-- One row: how far the log was read for what is scheduled. Whoever holds its lock reads on.
CREATE TABLE schedule_log (
  id       SMALLINT NOT NULL,
  position BIGINT NOT NULL,
  CONSTRAINT schedule_log_pk PRIMARY KEY (id),
  CONSTRAINT schedule_log_one CHECK (id = 1)
);
INSERT INTO schedule_log (id, position) VALUES (1, 0);

-- A schedule. With a body, a draft is due at the close of each of its meetings.
CREATE TABLE schedule (
  plan_id     VARCHAR(120) NOT NULL,
  deadline_id VARCHAR(120) NOT NULL,
  body        TEXT,
  CONSTRAINT schedule_pk PRIMARY KEY (plan_id, deadline_id)
);

-- A draft that is still to be issued, and as of when; null: its meeting is not closed yet.
CREATE TABLE scheduled_draft (
  plan_id     VARCHAR(120) NOT NULL,
  deadline_id VARCHAR(120) NOT NULL,
  meeting_id  VARCHAR(120) NOT NULL,
  due_at      TIMESTAMP WITH TIME ZONE,
  CONSTRAINT scheduled_draft_pk PRIMARY KEY (plan_id, deadline_id, meeting_id),
  CONSTRAINT scheduled_draft_of FOREIGN KEY (plan_id, deadline_id) REFERENCES schedule ON DELETE CASCADE
);
