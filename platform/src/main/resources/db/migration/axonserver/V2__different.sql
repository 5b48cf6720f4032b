-- In what the two logs differ, as whoever copies has found it: nothing is recorded by any node then.
ALTER TABLE axonserver_copy ADD COLUMN different TEXT;
