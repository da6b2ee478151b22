import { DatabaseSync } from "node:sqlite";
import { AssayError } from "../errors.ts";
import { RowSchemas } from "./rows.ts";
import { JOURNAL_VERSION, SCHEMA } from "./schema.ts";

/** What a journal is about. */
export type JournalIdentity = { chainId: number; committee: string; account: string };

/**
 * Opens a journal's database, and makes its tables where there is none.
 * @param identity what the journal is about; a journal of another chain or contract is refused
 * @throws AssayError `JournalMismatch`, `JournalUnusable`
 */
export function openDatabase(path: string, identity: JournalIdentity): DatabaseSync {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path);
    // FULL: a transaction that returned is on the disk, not in a cache that a power cut empties.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000");
    const version = RowSchemas.version.parse(database.prepare("PRAGMA user_version").get()).user_version;
    if (version === 0) createTables(database, identity);
    else if (version !== JOURNAL_VERSION)
      throw mismatch(path, `is of version ${version}, this program writes ${JOURNAL_VERSION}`);
  } catch (cause) {
    if (cause instanceof AssayError) throw cause;
    throw new AssayError("JournalUnusable", `cannot use the journal ${path}`, {
      hint: "check the disk's free space and the file's permissions; never edit or copy it while the worker runs",
      cause,
    });
  }
  for (const [key, expected] of Object.entries(identity)) {
    const stored = RowSchemas.meta.parse(database.prepare("SELECT value FROM meta WHERE key = ?").get(key))?.value;
    if (stored === String(expected)) continue;
    database.close();
    throw mismatch(path, `has ${key} ${stored ?? "unset"}, the configuration says ${expected}`);
  }
  return database;
}

function createTables(database: DatabaseSync, identity: Record<string, string | number>): void {
  transact(database, () => {
    database.exec(SCHEMA);
    const insert = database.prepare("INSERT INTO meta VALUES (?, ?)");
    for (const [key, value] of Object.entries(identity)) insert.run(key, String(value));
    database.exec(`PRAGMA user_version = ${JOURNAL_VERSION}`);
  });
}

/** Runs writes as one: all of them are on the disk when it returns, or none. */
export function transact(database: DatabaseSync, write: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    write();
    database.exec("COMMIT");
  } catch (cause) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw cause;
  }
}

function mismatch(path: string, problem: string): AssayError {
  return new AssayError("JournalMismatch", `the journal ${path} ${problem}`, {
    hint: "use one home per chain, deployment and key",
  });
}
