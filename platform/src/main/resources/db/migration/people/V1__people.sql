-- Persons and delegations: what the events know as ids has its name here, and only here.
CREATE TABLE person (
  id VARCHAR(20) PRIMARY KEY,
  name VARCHAR(400) UNIQUE,
  since TIMESTAMP WITH TIME ZONE NOT NULL
);
