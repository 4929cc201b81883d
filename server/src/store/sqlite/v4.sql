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

-- On which device a session goes on, and when it began; NULL where that was by a
-- key of the device, behind a PIN. Of those that there are, only the last use is
-- known.
ALTER TABLE session ADD COLUMN device BLOB CHECK (length(device) = 16);
ALTER TABLE session ADD COLUMN began INTEGER;
UPDATE session SET began = seen;

-- Students' cards -------------------------------------------------------------

-- The secret of the card on which the pictures stand.
ALTER TABLE picture_pin ADD COLUMN card_hash BLOB CHECK (length(card_hash) = 32); -- SHA-256
CREATE UNIQUE INDEX picture_pin_card ON picture_pin (card_hash) WHERE card_hash IS NOT NULL;

-- Supply ---------------------------------------------------------------------

-- Passes for a class, for one day.
CREATE TABLE supply_pass (
    pass_hash BLOB    PRIMARY KEY CHECK (length(pass_hash) = 32), -- SHA-256
    class     BLOB    NOT NULL CHECK (length(class) = 16),
    day       INTEGER NOT NULL,
    until     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who was here by one: people of no roster, who have left the day after.
CREATE TABLE supply (
    person    BLOB    PRIMARY KEY CHECK (length(person) = 16),
    pass_hash BLOB    NOT NULL CHECK (length(pass_hash) = 32),
    class     BLOB    NOT NULL CHECK (length(class) = 16),
    day       INTEGER NOT NULL,
    until     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The record of access -------------------------------------------------------

-- Who did what with whose data: ids and codes, never names or texts. Rows are
-- numbered without a gap, and each hash holds the one before it.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    at     INTEGER NOT NULL,
    who    BLOB    CHECK (length(who) = 16),   -- NULL: a command, or the clock
    what   TEXT    NOT NULL,
    whom   BLOB    CHECK (length(whom) = 16),
    about  BLOB    CHECK (length(about) = 16), -- a class, a record, an entry, a device
    detail TEXT,
    count  INTEGER CHECK (count >= 0),
    hash   BLOB    NOT NULL CHECK (length(hash) = 32) -- SHA-256
) STRICT;
CREATE INDEX audit_of_who ON audit (who, what, about) WHERE who IS NOT NULL;
CREATE INDEX audit_of_whom ON audit (whom) WHERE whom IS NOT NULL;
CREATE INDEX audit_about ON audit (about, what) WHERE about IS NOT NULL;

-- The last row that was pruned: the chain goes on from its hash.
CREATE TABLE audit_anchor (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    number INTEGER NOT NULL CHECK (number >= 0),
    hash   BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO audit_anchor (only, number, hash) VALUES (1, 0, zeroblob(32));

-- A slip of a program changes nothing of it; who has the file can do anything,
-- and the chain shows it.
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the record of access never changes');
END;
CREATE TRIGGER audit_is_only_pruned BEFORE DELETE ON audit
WHEN OLD.number > (SELECT number FROM audit_anchor)
BEGIN
    SELECT RAISE(ABORT, 'the record of access is only pruned from its beginning');
END;

-- Codes that enrol a tablet, once.
CREATE TABLE device_code (
    code    BLOB    PRIMARY KEY CHECK (length(code) = 32), -- SHA-256
    by      BLOB    NOT NULL CHECK (length(by) = 16),
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_on_device ON session (device) WHERE device IS NOT NULL;

-- Restriction ----------------------------------------------------------------

-- Students whose data is stored and not used.
CREATE TABLE restriction (
    person BLOB    PRIMARY KEY CHECK (length(person) = 16),
    since  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Entries that are stored and listed nowhere because of that: at `notice`
-- devices hear that they are gone. While an entry is here, its row in `entry`
-- has no class, so that no summary finds it; its bytes still say which.
CREATE TABLE withheld (
    entry  INTEGER PRIMARY KEY REFERENCES entry (position) ON DELETE CASCADE,
    id     BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    notice INTEGER NOT NULL UNIQUE
) STRICT;

-- Where they were listed, and are again afterwards.
CREATE TABLE withheld_listing (
    entry INTEGER NOT NULL REFERENCES withheld (entry) ON DELETE CASCADE,
    scope INTEGER NOT NULL REFERENCES scope (id),
    PRIMARY KEY (entry, scope)
) STRICT, WITHOUT ROWID;

-- Retention ------------------------------------------------------------------

-- What the daily run did, how often.
CREATE TABLE retention_run (
    number   INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    leavers  INTEGER NOT NULL, -- students of whom nothing is left but their id
    entries  INTEGER NOT NULL, -- entries about them and by them
    words    INTEGER NOT NULL, -- entries with words of visits
    record   INTEGER NOT NULL, -- rows of the record of access
    links    INTEGER NOT NULL  -- links and sessions that had ended
) STRICT;

-- Pulses ---------------------------------------------------------------------

-- Short anonymous surveys.
CREATE TABLE pulse (
    id     BLOB    PRIMARY KEY CHECK (length(id) = 16),
    title  TEXT    NOT NULL,
    items  TEXT    NOT NULL, -- JSON: the statements
    opened INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    by     BLOB    NOT NULL CHECK (length(by) = 16)
) STRICT, WITHOUT ROWID;

-- Links that answer without signing in: one for all of a group.
CREATE TABLE pulse_link (
    token  BLOB NOT NULL UNIQUE CHECK (length(token) = 32), -- SHA-256
    pulse  BLOB NOT NULL REFERENCES pulse (id),
    people TEXT NOT NULL,
    PRIMARY KEY (pulse, people)
) STRICT, WITHOUT ROWID;

-- Who has answered, until it has closed: not when, and not what.
CREATE TABLE pulse_answered (
    pulse  BLOB NOT NULL REFERENCES pulse (id),
    person BLOB NOT NULL CHECK (length(person) = 16),
    PRIMARY KEY (pulse, person)
) STRICT, WITHOUT ROWID;

-- What was answered: in the order of random ids, with no time, no author and no
-- device, and nothing that joins the answers of one person.
CREATE TABLE pulse_answer (
    id     BLOB    PRIMARY KEY CHECK (length(id) = 16),
    pulse  BLOB    NOT NULL REFERENCES pulse (id),
    people TEXT    NOT NULL,
    item   INTEGER NOT NULL CHECK (item >= 0),
    value  INTEGER NOT NULL CHECK (value BETWEEN 1 AND 5)
) STRICT, WITHOUT ROWID;
CREATE INDEX pulse_answer_of ON pulse_answer (pulse);

-- Second factors -------------------------------------------------------------

-- Authenticator apps of staff. The secret is sealed under a key that is not in
-- the database; a code counts once, and so does none before it.
CREATE TABLE authenticator (
    person        BLOB    PRIMARY KEY CHECK (length(person) = 16),
    sealed_secret BLOB    NOT NULL,
    used          INTEGER NOT NULL, -- the last 30 seconds whose code was used
    since         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Secrets that no app has shown to have yet.
CREATE TABLE authenticator_offer (
    person        BLOB    PRIMARY KEY CHECK (length(person) = 16),
    sealed_secret BLOB    NOT NULL,
    expires       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_code (
    person BLOB NOT NULL CHECK (length(person) = 16),
    code   BLOB NOT NULL CHECK (length(code) = 32), -- SHA-256
    PRIMARY KEY (person, code)
) STRICT, WITHOUT ROWID;

-- Passkeys: public keys, and how often each was used.
CREATE TABLE passkey (
    id     BLOB    PRIMARY KEY CHECK (length(id) = 16),
    person BLOB    NOT NULL CHECK (length(person) = 16),
    name   TEXT    NOT NULL,
    key    TEXT    NOT NULL, -- JSON
    since  INTEGER NOT NULL,
    used   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_of_person ON passkey (person);

-- Sign-ins whose password, link or account elsewhere was right, and which wait
-- for the rest.
CREATE TABLE pending_sign_in (
    token   BLOB    PRIMARY KEY CHECK (length(token) = 32), -- SHA-256
    person  BLOB    NOT NULL CHECK (length(person) = 16),
    how     TEXT    NOT NULL, -- what was right, as the record of access says it
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_sign_in_of_person ON pending_sign_in (person);

-- Signing in with an account elsewhere (OIDC) -----------------------------------

-- Who vouches for staff, if the school has set somebody. The client's secret is
-- sealed under a key that is not in the database.
CREATE TABLE oidc (
    only          INTEGER PRIMARY KEY CHECK (only = 1),
    name          TEXT    NOT NULL,
    issuer        TEXT    NOT NULL,
    client        TEXT    NOT NULL,
    sealed_secret BLOB    NOT NULL,
    second_factor INTEGER NOT NULL CHECK (second_factor IN (0, 1)) -- 1: the issuer sees to it
) STRICT;

-- Which account there is whose: an address can change hands, a subject never does.
CREATE TABLE oidc_link (
    issuer    TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    person    BLOB    NOT NULL CHECK (length(person) = 16),
    linked_at INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (person, issuer)
) STRICT, WITHOUT ROWID;

-- E-mail -----------------------------------------------------------------------

-- How one-time links are sent, if the school has set it. The account's password
-- is sealed under a key that is not in the database.
CREATE TABLE mail (
    only          INTEGER PRIMARY KEY CHECK (only = 1),
    server        TEXT    NOT NULL,
    sender        TEXT    NOT NULL,
    account       TEXT,
    sealed_secret BLOB    NOT NULL
) STRICT;
