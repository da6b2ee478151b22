import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { AbiCoder, keccak256 } from "ethers";
import { after, before, describe, it } from "mocha";
import type { Role } from "../../devnet/network/accounts.ts";
import type { Network } from "../../devnet/network/network.ts";
import { startNetwork } from "../../devnet/network/startNetwork.ts";
import { tinyClassifierSpec, tinyRows } from "../../oracle-worker/src/testing/tinyRuns.ts";
import { runAssay } from "../utils/runAssay.ts";

type Json = Record<string, unknown>;
const ETHER = 10n ** 18n;
const DAY = 86_400;
/** deploy/parameters/local.json5 */
const EPOCH_SECONDS = 1800;

describe("the command line, from a file to a withdrawal", () => {
  let network: Network;

  /** Runs a command that must succeed; stdout must be one JSON object alone. */
  async function assay(role: Role, ...args: string[]): Promise<Json> {
    const { exitCode, stdout, stderr } = await runAssay(["--home", network.homes[role], "--json", ...args]);
    expect(exitCode, stderr).to.equal(0);
    expect(stdout.trimEnd()).to.not.include("\n");
    return JSON.parse(stdout) as Json;
  }
  /** The same command for people. */
  async function text(role: Role, ...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await runAssay(["--home", network.homes[role], ...args]);
    expect(exitCode, stderr).to.equal(0);
    return stdout;
  }
  const file = (name: string) => join(network.directory, name);

  before(async function () {
    this.timeout(180_000);
    network = await startNetwork({ workers: ["worker-1", "worker-2"] });
    await writeFile(file("rows.jsonl"), tinyRows(40));
    await writeFile(file("spec.json"), JSON.stringify(tinyClassifierSpec({ steps: 60 })));
  });
  after(async function () {
    this.timeout(30_000);
    await network.stop();
  });

  it("init makes a home with a key that only its owner may read, and never replaces it", async function () {
    this.timeout(30_000);
    const home = file("new-home");
    const init = ["--home", home, "--json", "init", "--rpc", network.rpcUrl, "--deployment", network.deploymentPath];
    const first = JSON.parse((await runAssay(init)).stdout) as Json;
    expect((await stat(join(home, "key"))).mode & 0o777).to.equal(0o600);
    const again = await runAssay(init);
    expect(again.exitCode).to.equal(2);
    expect(again.stderr).to.match(/^error: .+assay\.json exists already; add --force .+\n$/);
    const forced = JSON.parse((await runAssay([...init, "--force"])).stdout) as Json;
    expect(forced["address"]).to.equal(first["address"]);
  });

  it("doctor finds everything well", async function () {
    this.timeout(30_000);
    expect(await assay("buyer-1", "doctor")).to.include({ healthy: true });
  });

  it("publishes, mints, trains and registers", async function () {
    this.timeout(120_000);
    const data = [file("rows.jsonl"), "--name", "rows"];
    const dataset = await assay("dataset-owner", "dataset", "add", ...data, "--licence", "MIT", "--royalty-bps", "500");
    expect(dataset).to.include({ datasetId: 1, rows: 40 });
    const benchmark = await assay(
      "dataset-owner",
      "benchmark",
      "add",
      ...data,
      "--metric",
      "accuracy",
      "--target-bps",
      "9900",
    );
    expect(benchmark).to.include({ benchmarkId: 1, samples: 40, baselineBps: 5000 });
    expect(await assay("contributor-1", "mint", file("spec.json"))).to.include({ pipelineId: 1 });
    const run = await assay("contributor-1", "train", file("spec.json"));
    expect(run).to.include({ pipelineId: 1, steps: 60 });
    const version = await assay("contributor-1", "register", String(run["directory"]));
    expect(version).to.deep.include({ versionId: 1, proven: true, parents: [], datasets: [1] });
    await assay("contributor-1", "price", "1", "--floor", "0.01eth", "--cap", "0.05eth");
  });

  it("A-5, A-7: policy closes a dataset to all but members; a signed grant opens it to one more", async function () {
    this.timeout(60_000);
    const addressOf = async (role: Role) => String((await assay(role, "account"))["address"]);
    const [member, grantee] = [await addressOf("contributor-1"), await addressOf("buyer-1")];
    const may = async (account: string) => (await assay("buyer-1", "policy", "check", "1", "read", account))["allowed"];
    const created = await assay("dataset-owner", "policy", "create", "--new-list", member);
    expect(created).to.deep.include({ listId: 1 });
    expect(await may(grantee)).to.equal(true);
    await assay("dataset-owner", "policy", "set", "1", "read", String(created["policyId"]));
    expect([await may(member), await may(grantee)]).to.deep.equal([true, false]);
    await assay("dataset-owner", "policy", "allow", "1", member, "--remove");
    expect(await may(member)).to.equal(false);

    const [out, licence] = [file("grant.json"), ["--licence", "CC-BY-4.0", "--days", "365"]];
    const sign = ["grant", "sign", "1", "read", grantee, ...licence, "--out", out];
    const foreign = await runAssay(["--home", network.homes["buyer-1"], ...sign]);
    expect(foreign.exitCode).to.equal(2);
    expect(foreign.stderr).to.match(/^error: dataset 1 belongs to 0x\w+, not to this account; sign with .+\n$/);
    const signed = await assay("dataset-owner", ...sign);
    expect(await assay("buyer-1", "grant", "redeem", out)).to.include({ datasetId: 1, action: "read" });
    expect(await may(grantee)).to.equal(true);
    const again = await runAssay(["--home", network.homes["buyer-1"], "grant", "redeem", out]);
    expect(again.exitCode).to.equal(3);
    expect(again.stderr).to.match(/^error: the chain refused: DatasetRegistryGrantNonceSpent\(/);

    await assay("dataset-owner", ...sign);
    const { grant } = JSON.parse(await readFile(out, "utf8")) as { grant: { nonce: string } };
    expect(grant.nonce).to.not.equal((signed["grant"] as Json)["nonce"]);
    await assay("dataset-owner", "grant", "cancel", "1", grant.nonce);
    expect((await runAssay(["--home", network.homes["buyer-1"], "grant", "redeem", out])).exitCode).to.equal(3);
    await assay("dataset-owner", "policy", "set", "1", "read", "everybody");
    expect(await may(member)).to.equal(true);
  });

  it("A-2: policy create names the rule that its options say", async function () {
    this.timeout(30_000);
    const { DatasetRegistry: token, Market: market } = network.contracts;
    if (token === undefined || market === undefined) throw new Error("the network lacks contracts");
    const options = ["--any", "--holds", `${token}=2`, "--holds-id", `${token}/7=3`, "--licensed", "1"];
    const created = await assay("buyer-1", "policy", "create", ...options, "--owner-of", `${token}/1`);
    const conditions = [
      [1, token, 0n, 2n],
      [2, token, 7n, 3n],
      [3, market, 1n, 0n],
      [4, token, 1n, 0n],
    ];
    const rule = AbiCoder.defaultAbiCoder().encode(
      ["bool", "tuple(uint8,address,uint256,uint256)[]"],
      [false, conditions],
    );
    expect(created).to.deep.include({ policyId: keccak256(rule), listId: null });
    for (const refused of [
      ["--any"],
      [...options, "--licensed", "2", "--licensed", "3"],
      ["--foreign", token, "--licensed", "1"],
    ]) {
      const { exitCode } = await runAssay(["--home", network.homes["buyer-1"], "policy", "create", ...refused]);
      expect(exitCode, refused.join(" ")).to.equal(2);
    }
  });

  it("assess --wait pays the fee and returns the final score", async function () {
    this.timeout(120_000);
    const waiting = assay("contributor-1", "assess", "1", "--wait");
    let isDone = false;
    // Chain time moves when the workers have come that far: over the epoch's end, then over the challenge window.
    const moveClock = async () => {
      while (!isDone) {
        await delay(1_000);
        const { status } = await assay("buyer-1", "show", "1");
        await network.advance(status === "verified" ? DAY + 1 : EPOCH_SECONDS + 1);
      }
    };
    const [score] = await Promise.all([waiting.finally(() => (isDone = true)), moveClock()]);
    expect(score).to.include({ versionId: 1, correct: 40, feeWei: String((3n * ETHER) / 1000n) });
  });

  it("S-8: assess --claim-record asks for the comparison alone, and never for the holder itself", async function () {
    this.timeout(30_000);
    const claim = ["--home", network.homes["buyer-1"], "assess", "1", "--claim-record"];
    const held = await runAssay(claim);
    expect(held.exitCode).to.equal(3);
    expect(held.stderr).to.match(/^error: the chain refused: ScoresHoldsRecord\(versionId=1, benchmarkId=1\); .+$/m);
    expect((await runAssay([...claim, "--wait"])).exitCode).to.equal(2);
  });

  it("show says who measured it and how to reproduce that; reported and verified differ", async function () {
    this.timeout(60_000);
    const shown = await assay("buyer-1", "show", "1");
    expect(shown).to.deep.include({
      status: "final",
      reported: null,
      isRecordHolder: true,
      reproduce: "assay score 1",
    });
    expect(shown["provenance"]).to.include({ signers: 2 });
    expect(shown).to.nested.include({
      "trainedOn.complete": true,
      "trainedOn.datasets[0].datasetId": 1,
      "trainedOn.datasets[0].direct": true,
      "revenueShares.fixed": true,
      "revenueShares.payees[0].account": network.accounts["contributor-1"],
      // What 2.5 % for the protocol and 5 % for the dataset leave.
      "revenueShares.payees[0].keptE8": 92_500_000,
      "revenueShares.payees[2].account": network.accounts["dataset-owner"],
    });
    const forPeople = await text("buyer-1", "show", "1");
    expect(forPeople).to.match(/^reported +nothing$/m);
    expect(forPeople).to.match(/^trained on +dataset 1 of 0x\w{40}, MIT, royalty 5\.00 %, manifest \w+$/m);
    expect(forPeople).to.match(/^who is paid +92\.50 % of what it keeps: owner 0x\w{40}$/m);
    expect(forPeople).to.match(/^VERIFIED +40 of 40 on benchmark 1, bound 91\.23 %/m);
    const scored = await assay("buyer-1", "score", "1@latest");
    expect(scored["rows"]).to.have.nested.property("[0].score.correct", 40);
  });

  it("an alias stands for a version everywhere, and only where it is set", async function () {
    this.timeout(60_000);
    expect(await assay("buyer-1", "show", "1@latest")).to.deep.include({ versionId: 1, aliases: ["latest"] });
    const missing = await runAssay(["--home", network.homes["buyer-1"], "show", "1@stable"]);
    expect(missing.exitCode).to.equal(6);
    expect(missing.stderr).to.match(/^error: pipeline 1 has no stable version; .+assay alias\n$/);
    expect(await assay("contributor-1", "alias", "1", "stable", "1@latest")).to.include({ versionId: 1 });
    expect(await assay("buyer-1", "show", "1@stable")).to.deep.include({ aliases: ["latest", "stable"] });
    const unknown = await runAssay(["--home", network.homes["buyer-1"], "quote", "99@latest"]);
    expect(unknown.exitCode).to.equal(6);
  });

  it("report has the Functions network notarise the contributor's own file", async function () {
    this.timeout(60_000);
    expect(await assay("contributor-1", "report", "1")).to.include({ versionId: 1, correct: 40, total: 40 });
  });

  it("leaderboard shows the block, as a table, JSON and CSV", async function () {
    this.timeout(60_000);
    const board = await assay("buyer-1", "leaderboard");
    expect(board["by"]).to.equal("accuracy");
    expect(board["block"]).to.be.a("number");
    expect(board["rows"]).to.have.nested.property("[0].versionId", 1);
    const csv = await text("buyer-1", "leaderboard", "--benchmark", "1", "--csv");
    expect(csv).to.match(
      /^block,benchmarkId,rank,versionId,pipelineId,pipelineName,contributor,correct,total,boundBps,validUntil,stale,proven,licence,record\r\n\d+,1,1,1,1,[^,]+,0x[^\n]+\r\n$/,
    );
    expect(await text("buyer-1", "leaderboard", "--benchmark", "1")).to.match(
      /^at block \d+\n\nbenchmark 1\nrank +version/,
    );
    const records = await assay("buyer-1", "leaderboard", "--by", "records", "--limit", "1");
    expect(records["rows"]).to.have.nested.property("[0].boundBps", 9123);
  });

  it("quote, buy, infer: a signed request is served only to who paid", async function () {
    this.timeout(60_000);
    const quote = await assay("buyer-1", "quote", "1@stable", "--periods", "2");
    const infer = ["infer", "1@stable", "--text", "win money number 7", "--text", "see you number 8"];
    const refused = await runAssay(["--home", network.homes["buyer-1"], ...infer]);
    expect(refused.exitCode, refused.stderr).to.equal(9);
    const tooCheap = await runAssay(["--home", network.homes["buyer-1"], "buy", "1", "--max-price", "1gwei"]);
    expect(tooCheap.exitCode).to.equal(3);
    expect(tooCheap.stderr).to.match(
      /^error: the chain refused: MarketPriceAboveMax\(price=\d+, maxPrice=1000000000\); .+$/m,
    );
    const bought = await assay("buyer-1", "buy", "1@stable", "--periods", "2", "--max-price", "1eth");
    expect(bought["paid"]).to.equal(quote["price"]);
    expect(bought["licence"]).to.be.a("string");
    expect(await assay("buyer-1", ...infer)).to.deep.include({ predictions: ["spam", "ham"] });
  });

  it("claim withdraws every role's part, once", async function () {
    this.timeout(60_000);
    const paidWei = BigInt(String((await assay("buyer-1", "show", "1"))["salesWei"]));
    const claims = [];
    for (const role of ["contributor-1", "dataset-owner", "treasury"] as const) claims.push(await assay(role, "claim"));
    const withdrawn = claims.map(({ totals }) => BigInt((totals as { amount: string }[])[0]?.amount ?? "0"));
    const sum = withdrawn.reduce((total, amount) => total + amount, 0n);
    // Three payees, each rounded down (M-7).
    expect(Number(paidWei - sum)).to.be.within(0, 3);
    expect(withdrawn.every((amount) => amount > 0n)).to.equal(true);
    expect(await assay("contributor-1", "claim")).to.deep.include({ earnings: [], totals: [] });
    const fees = await assay("worker-1", "claim");
    expect(fees["earnings"]).to.have.nested.property("[0].role", "fees");
  });

  it("leaderboard ranks versions and contributors by the protocol fee they paid", async function () {
    this.timeout(60_000);
    const { salesWei } = await assay("buyer-1", "show", "1");
    // 2.5 % of what the version keeps: all, without parents.
    const feeWei = String((BigInt(String(salesWei)) * 250n) / 10_000n);
    const popular = await assay("buyer-1", "leaderboard", "--by", "popularity");
    expect(popular).to.nested.include({
      "rows[0].versionId": 1,
      "rows[0].feeWei": feeWei,
      "rows[0].salesWei": salesWei,
    });
    const contributors = await assay("buyer-1", "leaderboard", "--by", "contributors", "--benchmark", "1");
    expect(contributors["rows"]).to.have.length(1);
    expect(contributors).to.nested.include({
      "rows[0].feeWei": feeWei,
      "rows[0].versions": 1,
      "rows[0].records": 1,
    });
    const csv = await text("buyer-1", "leaderboard", "--by", "contributors", "--csv");
    expect(csv).to.match(/^block,rank,contributor,versions,feeWei,salesWei,records,recordRank\r\n/);
  });

  it("prints no key: not in a home's other files, not in any output", async function () {
    this.timeout(30_000);
    const key = (await readFile(join(network.homes["buyer-1"], "key"), "utf8")).trim();
    const outcome = await runAssay(["--home", network.homes["buyer-1"], "doctor"]);
    expect(outcome.stdout + outcome.stderr).to.not.include(key.slice(2));
  });
});
