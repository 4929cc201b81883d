-- Database v4.

-- Devices and their keys -----------------------------------------------------

-- Tablets and browsers on which people work. Keys are derived, never stored.
CREATE TABLE device (
    id            BLOB    PRIMARY KEY CHECK (length(id) = 16),
    token         BLOB    NOT NULL UNIQUE CHECK (length(token) = 32), -- SHA-256
    name          TEXT,
    shared        INTEGER NOT NULL CHECK (shared IN (0, 1)),
    enrolled_by   BLOB    CHECK (length(enrolled_by) = 16),
    enrolled_at   INTEGER,
    seen          INTEGER NOT NULL,
    unsent        INTEGER NOT NULL CHECK (unsent >= 0),
    oldest_unsent INTEGER, -- by the device's own clock
    revoked       INTEGER
) STRICT, WITHOUT ROWID;

-- Whose stores are on them, and when each last signed in there, by more than a
-- PIN.
CREATE TABLE device_store (
    device    BLOB    NOT NULL CHECK (length(device) = 16),
    person    BLOB    NOT NULL CHECK (length(person) = 16),
    number    INTEGER NOT NULL CHECK (number >= 1),
    signed_in INTEGER NOT NULL,
    PRIMARY KEY (device, person)
) STRICT, WITHOUT ROWID;

-- On which device a session goes on, and whether it began with a PIN.
ALTER TABLE session ADD COLUMN device BLOB CHECK (length(device) = 16);
ALTER TABLE session ADD COLUMN unlocked INTEGER NOT NULL DEFAULT 0 CHECK (unlocked IN (0, 1));
