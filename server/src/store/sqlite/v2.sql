-- Database v2.

-- Up to which position a backup holds everything.

ALTER TABLE log ADD COLUMN backup INTEGER NOT NULL DEFAULT 0 CHECK (backup >= 0);

-- Most listings are at their entry's own position, and are found by it.
DROP INDEX listing_of_entry;
CREATE INDEX listing_further ON listing (entry) WHERE position <> entry;
