import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Attestation, BatchHeader } from "../chain/attestation.ts";
import { AssayError } from "../errors.ts";
import { lockHome } from "./lockHome.ts";
import type { Journal, Purpose } from "./journal.ts";
import { openJournal } from "./openJournal.ts";

const KEY = { benchmarkId: 1, epoch: 7 };
const WORD = `0x${"ab".repeat(32)}` as const;
const HEADER: BatchHeader = { ...KEY, shard: 0, engineDigest: WORD, predictionsRoot: WORD };
const ATTESTATION: Attestation = { worker: 2, tag: WORD, r: WORD, vs: WORD };
const PLAN = { holder: 0, items: [{ versionId: 3, parent: 0 }] };
const RESULT = { header: HEADER, items: Uint8Array.of(1, 2), predictions: Uint8Array.of(3) };
const SUBMIT = { purpose: "submit", attempt: 0 } as const;
const IDENTITY = { chainId: 1, committee: "0xc", account: "0xa" };

describe("journal", () => {
  let directory: string;
  let path: string;
  let journal: Journal;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "assay-journal-"));
    path = join(directory, "journal.sqlite");
    journal = openJournal(path, IDENTITY);
  });

  afterEach(async () => {
    journal.close();
    await rm(directory, { recursive: true, force: true });
  });

  function reopen(): void {
    journal.close();
    journal = openJournal(path, IDENTITY);
  }

  it("keeps every step over a restart", () => {
    journal.addJob(KEY);
    expect(journal.job(KEY)).to.deep.equal({ ...KEY, state: "seen" });
    journal.markFetched(KEY, PLAN);
    journal.markScored(KEY, RESULT);
    journal.markSigned(KEY, ATTESTATION);
    reopen();
    expect(journal.job(KEY)).to.deep.equal({
      ...KEY,
      state: "signed",
      plan: PLAN,
      result: RESULT,
      attestation: ATTESTATION,
    });
    journal.recordSent(KEY, SUBMIT, { nonce: 4, hash: "0x01", raw: "0x02" });
    journal.recordSent(KEY, SUBMIT, { nonce: 4, hash: "0x03", raw: "0x04" });
    expect(journal.job(KEY)?.state).to.equal("sent");
    expect(journal.sent(KEY, SUBMIT).map(({ hash }) => hash)).to.deep.equal(["0x01", "0x03"]);
    journal.recordSent(KEY, SUBMIT, { nonce: 5, hash: "0x05", raw: "0x06" });
    expect(journal.sent(KEY, SUBMIT).map(({ hash }) => hash)).to.deep.equal(["0x05"]);
    journal.markMined(KEY);
    journal.recordSent(KEY, { purpose: "settle", attempt: 0 }, { nonce: 6, hash: "0x07", raw: "0x08" });
    expect(journal.job(KEY)?.state).to.equal("mined");
    journal.finish(KEY, "settled");
    reopen();
    expect(journal.job(KEY)).to.deep.include({ state: "final", outcome: "settled", attestation: ATTESTATION });
    expect(journal.openJobs()).to.deep.equal([]);
  });

  it("never signs twice, and skips no step", () => {
    journal.addJob(KEY);
    expect(() => journal.markScored(KEY, RESULT)).to.throw("is not fetched");
    expect(() => journal.markSigned(KEY, ATTESTATION)).to.throw();
    journal.markFetched(KEY, PLAN);
    journal.markScored(KEY, RESULT);
    journal.markSigned(KEY, ATTESTATION);
    expect(() => journal.markSigned(KEY, { ...ATTESTATION, worker: 3 })).to.throw();
    expect(() => journal.markScored(KEY, RESULT)).to.throw();
    expect(journal.job(KEY)?.attestation).to.deep.equal(ATTESTATION);
  });

  it("C-13: signs for a later round what it had only checked, and keeps each round's transactions apart", () => {
    journal.addJob(KEY);
    journal.recordSent(KEY, { purpose: "close", attempt: 0 }, { nonce: 1, hash: "0x01", raw: "0x02" });
    expect(journal.job(KEY)?.state).to.equal("seen");
    journal.markFetched(KEY, PLAN);
    journal.markScored(KEY, RESULT);
    journal.markMined(KEY);
    journal.recordSent(KEY, { purpose: "challenge", attempt: 0 }, { nonce: 2, hash: "0x03", raw: "0x04" });
    reopen();
    expect(journal.job(KEY)).to.deep.include({ state: "mined", result: RESULT });
    journal.markSigned(KEY, ATTESTATION);
    journal.recordSent(KEY, { purpose: "submit", attempt: 1 }, { nonce: 3, hash: "0x05", raw: "0x06" });
    journal.markMined(KEY);
    expect(() => journal.markSigned(KEY, ATTESTATION)).to.throw("is signed");
    const hashes = (purpose: Purpose, attempt: number) =>
      journal.sent(KEY, { purpose, attempt }).map(({ hash }) => hash);
    expect(hashes("challenge", 0)).to.deep.equal(["0x03"]);
    expect(hashes("challenge", 1)).to.deep.equal([]);
    expect(hashes("submit", 0)).to.deep.equal([]);
    expect(hashes("submit", 1)).to.deep.equal(["0x05"]);
  });

  it("rolls a transaction back whole", () => {
    journal.addJob(KEY);
    // The job may not become `sent` from `seen`: the transaction's own row must not stay either.
    expect(() => journal.recordSent(KEY, SUBMIT, { nonce: 1, hash: "0x01", raw: "0x02" })).to.throw();
    expect(journal.sent(KEY, SUBMIT)).to.deep.equal([]);
  });

  it("forgets what a reorganisation took, but nothing that was signed", () => {
    const event = (versionId: number, epoch: number, blockNumber: number) => ({
      benchmarkId: 1,
      epoch,
      versionId,
      blockNumber,
      blockHash: `0x${blockNumber}`,
      logIndex: 0,
    });
    journal.recordRequests([event(3, 7, 10), event(4, 8, 20)], { number: 20, hash: "0x20" });
    journal.recordRequests([], { number: 15, hash: "0x15" });
    for (const key of journal.newBatches(9)) journal.addJob(key);
    journal.markFetched(KEY, PLAN);
    journal.markScored(KEY, RESULT);
    journal.markSigned(KEY, ATTESTATION);
    journal.rewindTo(15);
    expect(journal.cursor()).to.deep.equal({ number: 15, hash: "0x15" });
    expect(journal.requestedVersions(KEY)).to.deep.equal([3]);
    expect(journal.requestedVersions({ benchmarkId: 1, epoch: 8 })).to.deep.equal([]);
    expect(journal.openJobs()).to.deep.equal([KEY]);
    expect(journal.newBatches(9)).to.deep.equal([]);
  });

  it("offers only closed epochs without a job, the oldest first", () => {
    const event = (epoch: number, logIndex: number) => ({
      benchmarkId: 1,
      epoch,
      versionId: 1,
      blockNumber: 1,
      blockHash: "0x1",
      logIndex,
    });
    journal.recordRequests([event(9, 0), event(5, 1), event(6, 2)], { number: 1, hash: "0x1" });
    expect(journal.newBatches(9).map(({ epoch }) => epoch)).to.deep.equal([5, 6]);
    journal.addJob({ benchmarkId: 1, epoch: 5 });
    expect(journal.newBatches(9).map(({ epoch }) => epoch)).to.deep.equal([6]);
  });

  it("keeps peers' attestations, one per worker, ascending", () => {
    for (const worker of [4, 1, 4]) journal.addPeerAttestation(KEY, { ...ATTESTATION, worker });
    expect(journal.peerAttestations(KEY).map(({ worker }) => worker)).to.deep.equal([1, 4]);
  });

  it("counts what was spent on a day", () => {
    journal.ledger.add(3, 10n ** 20n);
    journal.ledger.add(3, -1n);
    reopen();
    expect(journal.ledger.spentOn(3)).to.equal(10n ** 20n - 1n);
    expect(journal.ledger.spentOn(4)).to.equal(0n);
  });

  it("names a journal of another chain, contract or account, and a file that is none", async () => {
    for (const other of [{ chainId: 2 }, { committee: "0xd" }, { account: "0xb" }]) {
      expect(() => openJournal(path, { ...IDENTITY, ...other }))
        .to.throw(AssayError)
        .with.property("code", "JournalMismatch");
    }
    const noise = join(directory, "noise.sqlite");
    await writeFile(noise, "x".repeat(5_000));
    expect(() => openJournal(noise, IDENTITY))
      .to.throw(AssayError)
      .with.property("code", "JournalUnusable");
  });

  it("locks a home once", () => {
    const release = lockHome(directory);
    expect(() => lockHome(directory))
      .to.throw(AssayError)
      .with.property("code", "HomeInUse");
    release();
    lockHome(directory)();
  });
});
