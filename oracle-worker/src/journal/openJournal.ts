import type { SQLInputValue } from "node:sqlite";
import type { SpendLedger } from "../chain/spendLimit.ts";
import type { JobState } from "../core/nextAction.ts";
import type { JobKey, Journal } from "./journal.ts";
import { type JournalIdentity, openDatabase, transact } from "./openDatabase.ts";
import { readJob } from "./readJob.ts";
import { AttestationSchema, type JobRow, RowSchemas } from "./rows.ts";

/** Blocks kept to trace a reorganisation back; deeper ones start again from the deployment's block. */
const CURSOR_DEPTH = 256;

/** @throws AssayError `JournalMismatch`, `JournalUnusable` */
export function openJournal(path: string, identity: JournalIdentity): Journal {
  const database = openDatabase(path, identity);
  const get = (sql: string, ...values: SQLInputValue[]): unknown => database.prepare(sql).get(...values);
  const all = (sql: string, ...values: SQLInputValue[]): unknown[] => database.prepare(sql).all(...values);
  const run = (sql: string, ...values: SQLInputValue[]): void => void database.prepare(sql).run(...values);
  const inTransaction = (write: () => void) => transact(database, write);

  const ledger: SpendLedger = {
    spentOn: (day) => BigInt(RowSchemas.spend.parse(get("SELECT wei FROM spend WHERE day = ?", day))?.wei ?? 0),
    add(day, wei) {
      const total = ledger.spentOn(day) + wei;
      run("INSERT INTO spend VALUES (?, ?) ON CONFLICT DO UPDATE SET wei = excluded.wei", day, String(total));
    },
  };

  function setState(
    { benchmarkId, epoch }: JobKey,
    from: readonly JobState[],
    to: JobState,
    columns: Record<string, SQLInputValue> = {},
  ): void {
    const sets = ["state = ?", ...Object.keys(columns).map((column) => `${column} = ?`)].join(", ");
    const known = from.map(() => "?").join(", ");
    const { changes } = database
      .prepare(`UPDATE job SET ${sets} WHERE benchmark_id = ? AND epoch = ? AND state IN (${known})`)
      .run(to, ...Object.values(columns), benchmarkId, epoch, ...from);
    if (changes !== 1)
      throw new Error(`job ${benchmarkId}/${epoch} is not ${from.join(" or ")}: it cannot become ${to}`);
  }

  function row({ benchmarkId, epoch }: JobKey): JobRow | undefined {
    return RowSchemas.job.parse(get("SELECT * FROM job WHERE benchmark_id = ? AND epoch = ?", benchmarkId, epoch));
  }

  return {
    ledger,

    cursor: () => RowSchemas.cursor.parse(get("SELECT number, hash FROM cursor ORDER BY number DESC LIMIT 1")),

    cursors: () => RowSchemas.cursors.parse(all("SELECT number, hash FROM cursor ORDER BY number DESC")),

    recordRequests(events, block) {
      inTransaction(() => {
        for (const { blockHash, logIndex, blockNumber, versionId, benchmarkId, epoch } of events) {
          run(
            "INSERT OR IGNORE INTO request VALUES (?, ?, ?, ?, ?, ?)",
            blockHash,
            logIndex,
            blockNumber,
            versionId,
            benchmarkId,
            epoch,
          );
        }
        run("INSERT OR REPLACE INTO cursor VALUES (?, ?)", block.number, block.hash);
        run(
          "DELETE FROM cursor WHERE number NOT IN (SELECT number FROM cursor ORDER BY number DESC LIMIT ?)",
          CURSOR_DEPTH,
        );
      });
    },

    rewindTo(blockNumber) {
      inTransaction(() => {
        run("DELETE FROM request WHERE block_number > ?", blockNumber);
        run("DELETE FROM cursor WHERE number > ?", blockNumber);
        // Nothing was signed for these: what they were to answer may have changed. A signed one stays as it is.
        run("DELETE FROM job WHERE attestation IS NULL AND state <> 'final'");
      });
    },

    newBatches: (epoch) =>
      RowSchemas.keys.parse(
        all(
          `SELECT DISTINCT benchmark_id, epoch FROM request WHERE epoch < ? AND NOT EXISTS
           (SELECT 1 FROM job WHERE job.benchmark_id = request.benchmark_id AND job.epoch = request.epoch)
           ORDER BY epoch, benchmark_id`,
          epoch,
        ),
      ),

    requestedVersions: ({ benchmarkId, epoch }) =>
      RowSchemas.versionIds
        .parse(
          all(
            "SELECT DISTINCT version_id FROM request WHERE benchmark_id = ? AND epoch = ? ORDER BY version_id",
            benchmarkId,
            epoch,
          ),
        )
        .map(({ version_id }) => version_id),

    addJob: ({ benchmarkId, epoch }) =>
      run("INSERT OR IGNORE INTO job (benchmark_id, epoch, state) VALUES (?, ?, 'seen')", benchmarkId, epoch),

    openJobs: () =>
      RowSchemas.keys.parse(
        all("SELECT benchmark_id, epoch FROM job WHERE state <> 'final' ORDER BY epoch, benchmark_id"),
      ),

    job({ benchmarkId, epoch }) {
      const found = row({ benchmarkId, epoch });
      return found && { benchmarkId, epoch, ...readJob(found) };
    },

    markFetched: (key, plan) => setState(key, ["seen"], "fetched", { plan: JSON.stringify(plan) }),

    markScored: (key, { header, items, predictions }) =>
      setState(key, ["fetched"], "scored", { header: JSON.stringify(header), items, predictions }),

    markSigned(key, attestation) {
      inTransaction(() => {
        if (row(key)?.attestation != null) throw new Error(`job ${key.benchmarkId}/${key.epoch} is signed`);
        setState(key, ["scored", "mined"], "signed", { attestation: JSON.stringify(attestation) });
      });
    },

    recordSent(key, { purpose, attempt }, { nonce, hash, raw }) {
      inTransaction(() => {
        run(
          "INSERT INTO sent (benchmark_id, epoch, purpose, attempt, nonce, hash, raw) VALUES (?, ?, ?, ?, ?, ?, ?)",
          key.benchmarkId,
          key.epoch,
          purpose,
          attempt,
          nonce,
          hash,
          raw,
        );
        if (purpose === "submit") setState(key, ["signed", "sent", "mined"], "sent");
      });
    },

    sent: ({ benchmarkId, epoch }, { purpose, attempt }) =>
      RowSchemas.sent.parse(
        all(
          `WITH mine AS (SELECT * FROM sent WHERE benchmark_id = ? AND epoch = ? AND purpose = ? AND attempt = ?)
           SELECT nonce, hash, raw FROM mine WHERE nonce = (SELECT MAX(nonce) FROM mine) ORDER BY id`,
          benchmarkId,
          epoch,
          purpose,
          attempt,
        ),
      ),

    markMined: (key) => setState(key, ["scored", "signed", "sent"], "mined"),

    finish: (key, outcome) =>
      setState(key, ["seen", "fetched", "scored", "signed", "sent", "mined"], "final", { outcome, predictions: null }),

    addPeerAttestation: ({ benchmarkId, epoch }, attestation) =>
      run(
        "INSERT OR REPLACE INTO peer_attestation VALUES (?, ?, ?, ?)",
        benchmarkId,
        epoch,
        attestation.worker,
        JSON.stringify(attestation),
      ),

    peerAttestations: ({ benchmarkId, epoch }) =>
      RowSchemas.attestations
        .parse(
          all(
            "SELECT attestation FROM peer_attestation WHERE benchmark_id = ? AND epoch = ? ORDER BY worker",
            benchmarkId,
            epoch,
          ),
        )
        .map(({ attestation }) => AttestationSchema.parse(JSON.parse(attestation))),

    close: () => database.close(),
  };
}
