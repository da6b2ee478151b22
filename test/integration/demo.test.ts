import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";

import { expect } from "chai";
import { JsonRpcProvider } from "ethers";

import { rebuildLedger, totalsOf } from "../../devnet/demo/ledger.ts";
import type { Summary } from "../../devnet/demo/summary.ts";
import { DatasetRegistry__factory, Market__factory } from "../../typechain-types/index.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const DEMO_MS = 300_000;

interface Run {
  readonly child: ChildProcess;
  /** Resolves with the one line of stdout. */
  readonly summary: Promise<Summary>;
  readonly exit: Promise<number | null>;
  stderr(): string;
}

function start(command: string, args: readonly string[]): Run {
  const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let stdout = "";
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  const summary = new Promise<Summary>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.endsWith("\n")) resolve(JSON.parse(stdout) as Summary);
    });
    void exit.then((code) => {
      reject(new Error(`the demo ended with ${String(code)} before it printed its summary:\n${stderr.slice(-4_000)}`));
    });
  });
  // A run that is only awaited through `exit` must not fail the suite twice.
  summary.catch(() => undefined);
  return { child, summary, exit, stderr: () => stderr };
}

/** Processes whose command line names the run's directory of homes, or its process group. */
function groupMembers(groupId: number): string[] {
  const { stdout } = spawnSync("ps", ["-e", "-o", "pgid=,pid=,args="], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => Number(line.trim().split(/\s+/)[0]) === groupId);
}

function checkStory(summary: Summary): void {
  const { versions, sales, earnings, predictions, totals, verification, agreements, boards, origin } = summary;
  const [m1, moby, sotu, m2, m3] = [...versions].sort((a, b) => a.id - b.id);
  if (!m1 || !moby || !sotu || !m2 || !m3) throw new Error("the demo registers five versions");
  const spam = versions.filter((version) => version.parents.length > 0 || version.reported !== null);
  expect(spam).to.have.length(3);
  for (const version of spam) {
    expect(version.boundBps, `bound of spam version ${String(version.id)}`).to.be.at.least(9_000);
    expect(version.reported, "the DON's notarised claim equals what the workers found").to.deep.equal(version.verified);
  }
  for (const version of versions) {
    expect(version.boundBps, `bound of version ${String(version.id)}`).to.be.above(version.baselineBps);
    expect(BigInt(version.priceWei) > 0n).to.equal(true);
  }
  // Both books' baseline is what counting pairs of characters gets.
  expect(agreements.map(({ workers }) => workers)).to.deep.equal([3, 3, 3, 3, 3]);
  expect(verification.steps / verification.segments).to.equal(verification.stepsExecuted);
  expect(m2.improved, "fine-tuning on far more mails improves beyond noise").to.equal(true);
  expect(predictions.map(({ prediction }) => prediction)).to.deep.equal(["spam", "ham"]);
  expect(sales.length).to.be.at.least(3);
  const owners = earnings.filter(({ as }) => as === "owner").map(({ role }) => role);
  expect(owners, "the sale of the third version pays its ancestors too").to.include.members([
    "contributor-1",
    "contributor-2",
    "contributor-3",
  ]);
  expect(earnings.some(({ as, role }) => as === "dataset owner" && role === "dataset-owner")).to.equal(true);
  expect(earnings.some(({ as, role }) => as === "protocol" && role === "treasury")).to.equal(true);
  expect(earnings.filter(({ as }) => as === "worker").length).to.be.at.least(2);
  // A rank by popularity is the fee paid: what the treasury has withdrawn of each version.
  const fees = new Map(earnings.filter(({ as }) => as === "protocol").map((fee) => [fee.version, fee.amountWei]));
  expect(boards.popularity).to.have.length(5);
  for (const row of boards.popularity) expect(row.feeWei).to.equal(fees.get(row.versionId) ?? "0");
  const sum = (rows: readonly { feeWei: string }[]) => rows.reduce((total, { feeWei }) => total + BigInt(feeWei), 0n);
  expect(sum(boards.contributors), "contributors' fees are their versions'").to.equal(sum(boards.popularity));
  expect(boards.accuracy.filter(({ record }) => record)).to.have.length(3);
  expect(origin.trainedOn.complete).to.equal(true);
  expect(origin.trainedOn.datasets.map(({ datasetId }) => datasetId).sort()).to.deep.equal([1, 2]);
  expect(origin.revenueShares.passedUp.map(({ parent }) => parent)).to.deep.equal([m2.id]);
  const [paid, withdrawn, owed, dust] = [totals.paidWei, totals.withdrawnWei, totals.owedWei, totals.dustWei].map(
    BigInt,
  ) as [bigint, bigint, bigint, bigint];
  expect(paid).to.equal(withdrawn + owed + dust);
  expect(paid).to.equal(sales.reduce((sum, { paidWei }) => sum + BigInt(paidWei), 0n));
  expect(dust >= 0n && dust < 100n, `dust ${String(dust)}`).to.equal(true);
}

describe("npm run demo", function () {
  this.timeout(DEMO_MS);

  it("tells the whole story, keeps the chain up on request, and leaves no process behind", async () => {
    const run = start("npm", ["run", "-s", "demo", "--", "--json", "--keep"]);
    const groupId = run.child.pid ?? 0;
    try {
      const summary = await run.summary;
      checkStory(summary);

      // The Market's books, recomputed from receipts and the balance alone (docs/SPEC.md, M-10).
      const provider = new JsonRpcProvider(summary.rpcUrl, undefined, { staticNetwork: true });
      const logs = await provider.getLogs({ fromBlock: 0, toBlock: "latest" });
      const datasets = DatasetRegistry__factory.createInterface();
      // Other contracts' events may share a topic with a registry's (ERC-20 and ERC-721 both have Transfer).
      const registered = logs.filter((log) => log.topics[0] === datasets.getEvent("DatasetRegistered").topicHash);
      const royalties = new Map(
        registered.map((log) => {
          const { datasetId, royaltyBps } = datasets.decodeEventLog("DatasetRegistered", log.data, log.topics);
          return [datasetId as bigint, royaltyBps as bigint];
        }),
      );
      const ledger = rebuildLedger(logs, (id) => royalties.get(id) ?? 0n);
      const totals = totalsOf(ledger);
      const topic = Market__factory.createInterface().getEvent("AccessBought").topicHash;
      const market = logs.find((log) => log.topics[0] === topic)?.address ?? "";
      const balance = await provider.getBalance(market);
      expect(totals.paid).to.equal(totals.withdrawn + balance);
      expect(balance).to.equal(totals.owed + totals.undistributed + totals.dust);
      expect(String(totals.paid)).to.equal(summary.totals.paidWei);
      provider.destroy();
    } finally {
      run.child.kill("SIGINT");
      await run.exit;
    }
    expect(groupMembers(groupId)).to.deep.equal([]);
  });

  it("needs no network but loopback, and other seeds end well too", async function () {
    const probe = spawnSync("unshare", ["-rn", "ip", "link", "set", "lo", "up"]);
    if (probe.status !== 0) {
      (this as { skipReason?: string }).skipReason = "no network namespace can be made here (unshare -rn, ip link)";
      this.skip();
    }
    const run = start("unshare", ["-rn", "sh", "-c", "ip link set lo up && exec npm run -s demo -- --json --seed 2"]);
    checkStory(await run.summary);
    expect(await run.exit).to.equal(0);
  });
});
