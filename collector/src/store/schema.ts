/**
 * The database's history, oldest first: `PRAGMA user_version` counts the steps applied. A released step is never edited;
 * a change is a new step. Times are Unix milliseconds in corrected (collector) time unless a name says otherwise.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE site (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, time_zone TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE room (
    id TEXT PRIMARY KEY, site_id TEXT NOT NULL REFERENCES site (id), building TEXT, floor TEXT, name TEXT NOT NULL
  ) STRICT;
  CREATE INDEX room_by_site ON room (site_id);

  -- id is the number records are stored under; public_id is what everyone else sees. Only a hash of the key is kept.
  CREATE TABLE device (
    id INTEGER PRIMARY KEY, public_id TEXT NOT NULL UNIQUE, key_hash BLOB NOT NULL,
    site_id TEXT NOT NULL REFERENCES site (id), room_id TEXT REFERENCES room (id),
    name TEXT NOT NULL, hostname TEXT NOT NULL, platform TEXT NOT NULL, role TEXT NOT NULL DEFAULT 'other',
    hardware TEXT NOT NULL DEFAULT '[]', agent_version TEXT,
    enrolled_at INTEGER NOT NULL, last_seen_at INTEGER, clock_offset INTEGER, rolled_back_at INTEGER, revoked_at INTEGER,
    epoch INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE INDEX device_by_site ON device (site_id);

  CREATE TABLE enrolment_code (
    id TEXT PRIMARY KEY, site_id TEXT NOT NULL REFERENCES site (id), secret_hash BLOB NOT NULL UNIQUE,
    uses TEXT NOT NULL CHECK (uses IN ('one', 'many')), used INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, revoked_at INTEGER
  ) STRICT;

  CREATE TABLE user (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, password_hash TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE session (
    id_hash BLOB PRIMARY KEY, user TEXT NOT NULL REFERENCES user (name), created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE sign_in_link (ticket_hash BLOB PRIMARY KEY, user TEXT NOT NULL REFERENCES user (name), expires_at INTEGER NOT NULL) STRICT;
  CREATE TABLE token (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, token_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL, last_used_at INTEGER, revoked_at INTEGER
  ) STRICT;

  -- The way of a record. log: one row per group commit, compressed entries; see log.ts for the bytes.
  CREATE TABLE log (position INTEGER PRIMARY KEY, committed_at INTEGER NOT NULL, entries BLOB NOT NULL) STRICT;
  CREATE TABLE layout (id INTEGER PRIMARY KEY, source TEXT NOT NULL, series TEXT NOT NULL, UNIQUE (source, series)) STRICT;
  -- What is committed per (device, epoch). It may trail the log, which is read from cut_position on at start.
  CREATE TABLE epoch (
    device_id INTEGER NOT NULL REFERENCES device (id), epoch INTEGER NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (device_id, epoch)
  ) STRICT, WITHOUT ROWID;
  -- Up to cut_position a device's samples are in chunks; counters are as of that position.
  CREATE TABLE device_state (
    device_id INTEGER PRIMARY KEY REFERENCES device (id), cut_position INTEGER NOT NULL,
    received INTEGER NOT NULL, backfilled INTEGER NOT NULL, duplicates INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE stream (
    id INTEGER PRIMARY KEY, device_id INTEGER NOT NULL REFERENCES device (id), layout_id INTEGER NOT NULL REFERENCES layout (id),
    UNIQUE (device_id, layout_id)
  ) STRICT;
  -- The id packs (stream, hour, part) so that a stream's history lies side by side; see chunk-key.ts.
  CREATE TABLE chunk (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
  -- Same key as chunk: five-minute roll-ups by the day, hourly ones by the month.
  CREATE TABLE rollup_5m (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
  CREATE TABLE rollup_1h (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
  CREATE TABLE rollup_due (stream_id INTEGER NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (day, stream_id)) STRICT, WITHOUT ROWID;
  CREATE INDEX rollup_due_by_stream ON rollup_due (stream_id);

  CREATE TABLE event (
    id INTEGER PRIMARY KEY, device_id INTEGER NOT NULL REFERENCES device (id), epoch INTEGER NOT NULL, n INTEGER NOT NULL,
    name TEXT NOT NULL, severity TEXT NOT NULL, attributes TEXT NOT NULL,
    at INTEGER NOT NULL, sampled_at INTEGER NOT NULL, received_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX event_by_device ON event (device_id, at);
  CREATE TABLE inventory (
    device_id INTEGER NOT NULL REFERENCES device (id), subject TEXT NOT NULL, facts TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (device_id, subject)
  ) STRICT;
  CREATE TABLE dropped (
    device_id INTEGER NOT NULL REFERENCES device (id), epoch INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    reason TEXT NOT NULL, from_at INTEGER, to_at INTEGER, PRIMARY KEY (device_id, epoch, first)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) STRICT;
  `,
  `
  -- What a site's agents watch, as the API gives it; a site without a row has an empty list.
  CREATE TABLE watch_list (site_id TEXT PRIMARY KEY REFERENCES site (id), list TEXT NOT NULL, changed_at INTEGER NOT NULL) STRICT;
  `,
  `
  -- What a site decides for itself: its timetable, its calendar, its clock policy; JSON under a name.
  CREATE TABLE site_setting (
    site_id TEXT NOT NULL REFERENCES site (id), name TEXT NOT NULL, value TEXT NOT NULL, changed_at INTEGER NOT NULL,
    PRIMARY KEY (site_id, name)
  ) STRICT, WITHOUT ROWID;

  -- An incident is stored whole in body; the columns are what it is looked for by. Entries are its audit trail and are only added to.
  CREATE TABLE incident (
    id TEXT PRIMARY KEY, site_id TEXT NOT NULL REFERENCES site (id), device TEXT, topic TEXT NOT NULL, state TEXT NOT NULL,
    grade INTEGER NOT NULL, parent TEXT, opened_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX incident_by_subject ON incident (device, topic, opened_at);
  CREATE INDEX incident_by_state ON incident (state, grade, opened_at);
  CREATE TABLE incident_entry (
    id INTEGER PRIMARY KEY, incident_id TEXT NOT NULL REFERENCES incident (id), at INTEGER NOT NULL, actor TEXT NOT NULL,
    what TEXT NOT NULL, why TEXT NOT NULL, detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX incident_entry_by_incident ON incident_entry (incident_id, id);
  -- When clocks of open incidents will next change by themselves: decided by stored times, so a restart forgets none.
  CREATE TABLE incident_due (
    incident_id TEXT NOT NULL REFERENCES incident (id), clock TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (incident_id, clock)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX incident_due_by_time ON incident_due (at);

  -- What the rules remember of a device, as of a log position; what came after is shown to them again at start. Ticks lie between positions.
  CREATE TABLE detect_state (device_id INTEGER PRIMARY KEY REFERENCES device (id), state TEXT NOT NULL) STRICT;
  CREATE TABLE detect_tick (
    id INTEGER PRIMARY KEY AUTOINCREMENT, position INTEGER NOT NULL, at INTEGER NOT NULL, listening_since INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- A history is judged again as it was judged live: ticks stay, and what else judging depended on is written down with the tick from which
  -- on it held. What lies between two ticks is in the order of its arrival; of each event the tick before it is kept, of samples in the chunk.
  CREATE TABLE detect_context (id INTEGER PRIMARY KEY, tick INTEGER NOT NULL, subject TEXT NOT NULL, context TEXT NOT NULL) STRICT;
  CREATE INDEX detect_context_by_subject ON detect_context (subject, id);
  CREATE TABLE incident_act (id INTEGER PRIMARY KEY, tick INTEGER NOT NULL, at INTEGER NOT NULL, site_id TEXT NOT NULL, act TEXT NOT NULL) STRICT;
  CREATE INDEX incident_act_by_site ON incident_act (site_id, id);
  ALTER TABLE detect_tick ADD COLUMN heard_at INTEGER;
  ALTER TABLE event ADD COLUMN tick INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- A limited viewer sees these sites alone (JSON; NULL: all of them). password_until: a one-time password, good until then, to be replaced.
  ALTER TABLE user ADD COLUMN sites TEXT;
  ALTER TABLE user ADD COLUMN password_until INTEGER;
  ALTER TABLE user ADD COLUMN disabled_at INTEGER;
  ALTER TABLE token ADD COLUMN sites TEXT;
  -- id is what a session is listed and ended by; its hash lets nobody in either, but has no business on a page.
  ALTER TABLE session ADD COLUMN id TEXT;
  ALTER TABLE session ADD COLUMN way TEXT NOT NULL DEFAULT 'password';
  ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
  ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
  UPDATE session SET id = 'session-' || lower(hex(randomblob(6)));
  CREATE UNIQUE INDEX session_by_id ON session (id);
  CREATE INDEX session_by_user ON session (user);

  -- Who did what through the API, and what came of it. Only added to: what is newer than three years before the newest entry stays.
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, actor_kind TEXT NOT NULL, address TEXT NOT NULL,
    action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, status INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX audit_by_time ON audit (at);
  CREATE INDEX audit_by_actor ON audit (actor, id);
  CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log is only added to'); END;
  CREATE TRIGGER audit_kept BEFORE DELETE ON audit WHEN old.at > (SELECT max(at) FROM audit) - 94694400000
    BEGIN SELECT raise(ABORT, 'the audit log is kept for three years'); END;
  `,
  `
  -- Where people without an account report a problem. The link hangs on classroom walls and is printed anew, so it is kept as it is.
  CREATE TABLE request_link (site_id TEXT PRIMARY KEY REFERENCES site (id), token TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL) STRICT;
  -- What somebody sent through it, and whose word opens its state; how to reach them is forgotten when the incident is closed.
  CREATE TABLE service_request (
    secret_hash BLOB PRIMARY KEY, incident_id TEXT NOT NULL REFERENCES incident (id), at INTEGER NOT NULL,
    what TEXT NOT NULL, lesson_stopped INTEGER NOT NULL, text TEXT NOT NULL, contact TEXT
  ) STRICT;
  CREATE INDEX service_request_by_incident ON service_request (incident_id, at);
  CREATE INDEX service_request_by_time ON service_request (at);
  CREATE TABLE photo (
    id TEXT PRIMARY KEY, incident_id TEXT NOT NULL REFERENCES incident (id), type TEXT NOT NULL, width INTEGER NOT NULL,
    height INTEGER NOT NULL, bytes INTEGER NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL
  ) STRICT;
  CREATE INDEX photo_by_incident ON photo (incident_id, at);
  CREATE TABLE photo_body (id TEXT PRIMARY KEY REFERENCES photo (id), body BLOB NOT NULL) STRICT;

  -- The archive: what incidents are searched by, brought up to date when somebody searches. Whatever changes an incident puts it on the list;
  -- asked for and not ignored, because in a trigger the conflict clause of the statement that fired it would win.
  CREATE TABLE archive_due (incident_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TRIGGER incident_told AFTER INSERT ON incident BEGIN
    INSERT INTO archive_due (incident_id) SELECT new.id WHERE NOT EXISTS (SELECT 1 FROM archive_due WHERE incident_id = new.id);
  END;
  CREATE TRIGGER incident_changed AFTER UPDATE ON incident BEGIN
    INSERT INTO archive_due (incident_id) SELECT new.id WHERE NOT EXISTS (SELECT 1 FROM archive_due WHERE incident_id = new.id);
  END;
  INSERT INTO archive_due (incident_id) SELECT id FROM incident;
  CREATE TABLE archive_row (
    id INTEGER PRIMARY KEY, incident_id TEXT NOT NULL UNIQUE REFERENCES incident (id), room_id TEXT, cause TEXT
  ) STRICT;
  CREATE TABLE archive_device (device TEXT NOT NULL, row INTEGER NOT NULL REFERENCES archive_row (id), PRIMARY KEY (device, row)) STRICT, WITHOUT ROWID;
  CREATE INDEX archive_device_by_row ON archive_device (row);
  CREATE VIRTUAL TABLE archive_text USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2');
  CREATE INDEX incident_by_time ON incident (opened_at, id);
  CREATE INDEX incident_by_site ON incident (site_id, opened_at);
  `,
]
