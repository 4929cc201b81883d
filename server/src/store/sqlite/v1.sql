-- Database v1. A released version never changes: a later one adds a migration.
-- Ids are 16 bytes, hashes of entries 16, of tokens 32; days count from
-- 1970-01-01, times are milliseconds since then.

-- The log ------------------------------------------------------------------

CREATE TABLE log (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    position INTEGER NOT NULL CHECK (position >= 0)
) STRICT;

-- All epochs of this database, the present one last, and the position at which
-- each began.
CREATE TABLE epoch (
    number INTEGER PRIMARY KEY,
    epoch  BLOB    NOT NULL UNIQUE CHECK (length(epoch) = 8),
    began  INTEGER NOT NULL
) STRICT;

CREATE TABLE entry (
    position  INTEGER PRIMARY KEY, -- of its first listing
    id        BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    hash      BLOB    NOT NULL CHECK (length(hash) = 16),
    author    BLOB    NOT NULL CHECK (length(author) = 16),
    kind      TEXT    NOT NULL,
    record    BLOB    CHECK (length(record) = 16),
    class     BLOB    CHECK (length(class) = 16),
    effective INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    suspect   INTEGER NOT NULL CHECK (suspect IN (0, 1)),
    raw       BLOB    NOT NULL -- the canonical bytes that are hashed
) STRICT;
CREATE INDEX entry_of_class_and_day ON entry (class, day) WHERE class IS NOT NULL;
CREATE INDEX entry_of_record ON entry (record) WHERE record IS NOT NULL;

CREATE TABLE supersedes (
    target BLOB    NOT NULL CHECK (length(target) = 16),
    by     INTEGER NOT NULL REFERENCES entry (position),
    PRIMARY KEY (target, by)
) STRICT, WITHOUT ROWID;

CREATE TABLE scope (
    id  INTEGER PRIMARY KEY,
    tag INTEGER NOT NULL,
    uid BLOB    NOT NULL CHECK (length(uid) = 16),
    UNIQUE (tag, uid)
) STRICT;

CREATE TABLE listing (
    scope    INTEGER NOT NULL REFERENCES scope (id),
    position INTEGER NOT NULL,
    entry    INTEGER NOT NULL REFERENCES entry (position),
    PRIMARY KEY (scope, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX listing_of_entry ON listing (entry);
CREATE INDEX listing_by_position ON listing (position, scope, entry);

-- What cannot be stored, as it came: an entry's canonical bytes, or any text.
CREATE TABLE held (
    id          INTEGER PRIMARY KEY,
    is_entry    INTEGER NOT NULL CHECK (is_entry IN (0, 1)),
    entry       BLOB    CHECK (length(entry) = 16), -- its id, as far as it has one
    hash        BLOB    NOT NULL UNIQUE CHECK (length(hash) = 16),
    sender      BLOB    NOT NULL CHECK (length(sender) = 16),
    incarnation BLOB    NOT NULL CHECK (length(incarnation) = 8),
    reason      TEXT    NOT NULL,
    received    INTEGER NOT NULL,
    effective   INTEGER,
    day         INTEGER,
    suspect     INTEGER CHECK (suspect IN (0, 1)),
    raw         BLOB    NOT NULL
) STRICT;

-- The entries and records whose arrival may make a held entry good.
CREATE TABLE held_awaits (
    awaited BLOB    NOT NULL CHECK (length(awaited) = 16),
    held    INTEGER NOT NULL REFERENCES held (id) ON DELETE CASCADE,
    PRIMARY KEY (awaited, held)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_awaits_of_held ON held_awaits (held);

-- How far each visit has come: what the log says, kept at hand.
CREATE TABLE visit (
    record    BLOB    PRIMARY KEY CHECK (length(record) = 16),
    class     BLOB    NOT NULL CHECK (length(class) = 16),
    walkers   BLOB    NOT NULL, -- their ids, one after the other
    state     TEXT    NOT NULL CHECK (state IN ('draft', 'shared', 'released')),
    visited   BLOB    CHECK (length(visited) = 16),
    shared_on INTEGER,
    replied   INTEGER NOT NULL CHECK (replied IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_by_state ON visit (state);

-- What the office imports or sets ------------------------------------------

-- Grows with every change of the rows below.
CREATE TABLE office (
    only    INTEGER PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE framework (
    version INTEGER PRIMARY KEY,
    body    TEXT NOT NULL -- JSON
) STRICT;

CREATE TABLE external_id (
    kind       TEXT NOT NULL,
    source     TEXT NOT NULL,
    sourced_id TEXT NOT NULL,
    id         BLOB NOT NULL CHECK (length(id) = 16),
    PRIMARY KEY (kind, source, sourced_id),
    UNIQUE (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE org (
    id         BLOB PRIMARY KEY CHECK (length(id) = 16),
    name       TEXT NOT NULL,
    type       TEXT NOT NULL,
    identifier TEXT,
    parent     BLOB CHECK (length(parent) = 16),
    left_on    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE term (
    id      BLOB    PRIMARY KEY CHECK (length(id) = 16),
    title   TEXT    NOT NULL,
    type    TEXT    NOT NULL,
    first   INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    parent  BLOB    CHECK (length(parent) = 16),
    left_on INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE course (
    id      BLOB PRIMARY KEY CHECK (length(id) = 16),
    title   TEXT NOT NULL,
    org     BLOB NOT NULL CHECK (length(org) = 16),
    years   TEXT NOT NULL, -- JSON list
    subject TEXT,
    left_on INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE class (
    id       BLOB PRIMARY KEY CHECK (length(id) = 16),
    title    TEXT NOT NULL,
    code     TEXT,
    type     TEXT NOT NULL,
    course   BLOB CHECK (length(course) = 16),
    years    TEXT NOT NULL, -- JSON list
    subject  TEXT,
    location TEXT,
    terms    BLOB NOT NULL, -- their ids, one after the other
    left_on  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    id         BLOB    PRIMARY KEY CHECK (length(id) = 16),
    given      TEXT    NOT NULL,
    family     TEXT    NOT NULL,
    username   TEXT,
    email      TEXT,
    identifier TEXT,
    roles      TEXT    NOT NULL, -- JSON list
    year       INTEGER,
    enabled    INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    left_on    INTEGER,
    -- What staff type to sign in, folded; NULL for students.
    login      TEXT,
    email_login TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX person_by_login ON person (login) WHERE login IS NOT NULL;
CREATE INDEX person_by_email_login ON person (email_login) WHERE email_login IS NOT NULL;

CREATE TABLE enrolment (
    id      BLOB    PRIMARY KEY CHECK (length(id) = 16),
    class   BLOB    NOT NULL CHECK (length(class) = 16),
    person  BLOB    NOT NULL CHECK (length(person) = 16),
    role    TEXT    NOT NULL,
    main    INTEGER NOT NULL CHECK (main IN (0, 1)),
    begins  INTEGER,
    ends    INTEGER,
    left_on INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE days_off (
    first INTEGER NOT NULL,
    last  INTEGER NOT NULL,
    kind  TEXT    NOT NULL,
    label TEXT    NOT NULL
) STRICT;

-- Who may come in ----------------------------------------------------------

CREATE TABLE granted (
    person BLOB NOT NULL CHECK (length(person) = 16),
    role   TEXT NOT NULL,
    PRIMARY KEY (person, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE password (
    person BLOB    PRIMARY KEY CHECK (length(person) = 16),
    hash   TEXT    NOT NULL, -- argon2id, in the PHC form
    set_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE picture_pin (
    class   BLOB NOT NULL CHECK (length(class) = 16),
    student BLOB NOT NULL CHECK (length(student) = 16),
    hash    TEXT NOT NULL, -- argon2id, in the PHC form
    PRIMARY KEY (class, student)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    token  BLOB    PRIMARY KEY CHECK (length(token) = 32), -- SHA-256
    person BLOB    NOT NULL CHECK (length(person) = 16),
    seen   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_person ON session (person);
CREATE INDEX session_by_seen ON session (seen);

CREATE TABLE link (
    token   BLOB    PRIMARY KEY CHECK (length(token) = 32), -- SHA-256
    person  BLOB    NOT NULL CHECK (length(person) = 16),
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX link_of_person ON link (person);

-- What entries add up to: made again from the log at any time ---------------

CREATE TABLE bucket (
    class   BLOB    NOT NULL CHECK (length(class) = 16),
    day     INTEGER NOT NULL,
    version INTEGER NOT NULL,
    body    TEXT    NOT NULL, -- JSON
    PRIMARY KEY (class, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE bucket_student (
    student BLOB    NOT NULL CHECK (length(student) = 16),
    class   BLOB    NOT NULL,
    day     INTEGER NOT NULL,
    PRIMARY KEY (student, class, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX bucket_student_of_bucket ON bucket_student (class, day);

-- Which groups are published in a half-term: settled at its first report.
CREATE TABLE grouping (
    half_term TEXT PRIMARY KEY,
    body      TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;
