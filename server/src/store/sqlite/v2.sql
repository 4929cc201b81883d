-- Database v2: up to which position a backup holds everything.

ALTER TABLE log ADD COLUMN backup INTEGER NOT NULL DEFAULT 0 CHECK (backup >= 0);
