-- Database v3.

-- What people decided about what was held; what has no row here waits.
CREATE TABLE decision (
    hash    BLOB    PRIMARY KEY CHECK (length(hash) = 16), -- of what was held
    what    TEXT    NOT NULL CHECK (what IN ('kept', 'kept-anew', 'discarded')),
    became  BLOB    CHECK (length(became) = 16), -- the new entry, if one was made
    decider BLOB    NOT NULL CHECK (length(decider) = 16),
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Erased entries: their ids, so that they never come again, and the position
-- at which devices hear of it; none where nobody here ever had it.
CREATE TABLE erased (
    id       BLOB    PRIMARY KEY CHECK (length(id) = 16),
    position INTEGER UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE erased_listing (
    position INTEGER NOT NULL,
    scope    INTEGER NOT NULL REFERENCES scope (id),
    PRIMARY KEY (position, scope)
) STRICT, WITHOUT ROWID;
