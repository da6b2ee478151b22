import { PURPOSES } from "./journal.ts";

/** Changes with every change of the tables; a journal of another version is refused, not guessed at. */
export const JOURNAL_VERSION = 2;

/** The journal's tables. Ids are numbers (all below 2^53), digests are text, wei are text. */
export const SCHEMA = `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- Blocks up to which events have been read, the newest last: where a reorganisation is traced back.
CREATE TABLE cursor (
  number INTEGER PRIMARY KEY,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE request (
  block_hash TEXT NOT NULL,
  log_index INTEGER NOT NULL,
  block_number INTEGER NOT NULL,
  version_id INTEGER NOT NULL,
  benchmark_id INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  PRIMARY KEY (block_hash, log_index)
) STRICT;
CREATE INDEX request_batch ON request (benchmark_id, epoch);

CREATE TABLE job (
  benchmark_id INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  state TEXT NOT NULL,
  -- JSON: what the job answers, fixed when its content has been fetched
  plan TEXT,
  -- JSON header; items and predictions as they are signed and hashed
  header TEXT,
  items BLOB,
  predictions BLOB,
  -- JSON: this worker's attestation
  attestation TEXT,
  outcome TEXT,
  PRIMARY KEY (benchmark_id, epoch)
) STRICT;

CREATE TABLE peer_attestation (
  benchmark_id INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  worker INTEGER NOT NULL,
  attestation TEXT NOT NULL,
  PRIMARY KEY (benchmark_id, epoch, worker)
) STRICT;

-- Every transaction ever signed for a job, stored before it left.
CREATE TABLE sent (
  id INTEGER PRIMARY KEY,
  benchmark_id INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN (${PURPOSES.map((purpose) => `'${purpose}'`).join(", ")})),
  -- the round, or the block of the seed
  attempt INTEGER NOT NULL,
  nonce INTEGER NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  raw TEXT NOT NULL
) STRICT;

CREATE TABLE spend (
  day INTEGER PRIMARY KEY,
  wei TEXT NOT NULL
) STRICT;
`;
