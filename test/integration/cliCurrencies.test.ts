import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ContractFactory, id, parseEther } from "ethers";
import { after, before, describe, it } from "mocha";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import { runCli } from "../../oracle-worker/src/cli/runCli.ts";
import { LinkToken__factory, MockV3Aggregator__factory } from "../../typechain-types/index.ts";
import { compileMock } from "../utils/compileMock.ts";
import { type AssayDeployment, deployAssay } from "../utils/deployAssay.ts";
import { VersionRegistrar } from "../utils/registerVersion.ts";
import { serveRpc } from "../utils/serveRpc.ts";
import { writeDeployment } from "../utils/writeDeployment.ts";

type Json = Record<string, unknown>;
type Outcome = { exitCode: number; stdout: string; stderr: string };

/** Native coin, test dollar, LINK. */
const ALL_CURRENCIES = 0b111;
const SUPPLY = 10n ** 12n;
const MAX_AGE_SECONDS = 365 * 86_400;
const FEED_DECIMALS = 8;

describe("the command line sells and buys in any currency", () => {
  let connection: NetworkConnection;
  let assay: AssayDeployment;
  let server: Awaited<ReturnType<typeof serveRpc>>;
  let directory: string;
  let dollar: string;
  let link: string;
  const address: Record<string, string> = {};

  /** Runs a command in this process. */
  async function run(who: string, ...args: string[]): Promise<Outcome> {
    let stdout = "";
    let stderr = "";
    const exitCode = await runCli(["--home", join(directory, who), "--json", ...args], {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      defaultHome: directory,
      signal: new AbortController().signal,
    });
    return { exitCode, stdout, stderr };
  }
  async function ok(who: string, ...args: string[]): Promise<Json & { stderr: string }> {
    const { exitCode, stdout, stderr } = await run(who, ...args);
    expect(exitCode, stderr).to.equal(0);
    return { ...(JSON.parse(stdout) as Json), stderr };
  }

  before(async function () {
    this.timeout(120_000);
    connection = await network.create();
    server = await serveRpc(connection);
    assay = await deployAssay(connection);
    directory = await mkdtemp(join(tmpdir(), "assay-currencies-"));
    await writeDeployment(join(directory, "deployment.json"), assay);
    for (const who of ["owner", "buyer"]) {
      const made = await ok(who, "init", "--rpc", server.url, "--deployment", join(directory, "deployment.json"));
      address[who] = String(made["address"]);
      await assay.deployer.sendTransaction({ to: address[who], value: parseEther("10") });
    }
    await addCurrencies();
    await registerScored();
  });
  after(async () => {
    await server.close();
    await connection.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function addCurrencies(): Promise<void> {
    const { abi, bytecode } = compileMock("PermitTokenMock");
    const factory = new ContractFactory(abi, bytecode, assay.deployer);
    dollar = await (await factory.deploy(address["buyer"], SUPPLY)).getAddress();
    link = await (await new LinkToken__factory(assay.deployer).deploy()).getAddress();
    const feedOf = async (dollars: bigint): Promise<string> => {
      const feed = await new MockV3Aggregator__factory(assay.deployer).deploy(
        FEED_DECIMALS,
        dollars * 10n ** BigInt(FEED_DECIMALS),
      );
      return feed.getAddress();
    };
    const currencies = assay.currencies.connect(assay.governor);
    await currencies.add(dollar, await feedOf(1n), MAX_AGE_SECONDS);
    await currencies.add(link, "0x0000000000000000000000000000000000000000", 0);
    await currencies.setFeed("0x0000000000000000000000000000000000000000", await feedOf(2_000n), MAX_AGE_SECONDS);
  }

  /** Version 1 of the owner's pipeline, which may be sold in all three; its score is at the benchmark's target. */
  async function registerScored(): Promise<void> {
    const { pipelineRegistry: pipelines, deployer, market, scores } = assay;
    const terms = { royaltyBps: 0, coParentBps: 0, minPriceGwei: 0, currencies: ALL_CURRENCIES, flags: 0 };
    const licence = `0x${Buffer.from("MIT").toString("hex").padEnd(64, "0")}`;
    await pipelines.mint({ benchmarkId: 1, specDigest: id("spec"), licence, name: "=1+1", terms });
    await new VersionRegistrar({ pipelines }).register({ owner: deployer, pipelineId: 1n });
    await pipelines.transferFrom(deployer.address, address["owner"] ?? "", 1);
    const scoresAddress = await scores.getAddress();
    await connection.provider.request({ method: "hardhat_impersonateAccount", params: [scoresAddress] });
    await connection.provider.request({ method: "hardhat_setBalance", params: [scoresAddress, "0xde0b6b3a7640000"] });
    const validUntil = (await connection.networkHelpers.time.latest()) + 90 * 86_400;
    const signer = await connection.ethers.getSigner(scoresAddress);
    await market
      .connect(signer)
      .onScoresSettled([
        { versionId: 1, boundBps: 9000, baselineBps: 5000, targetBps: 9000, validUntil, improved: true },
      ]);
  }

  it("sells in a token: approval first, and what it pays for is told before", async function () {
    this.timeout(60_000);
    const priced = await ok("owner", "price", "1", "--currency", dollar, "--floor", "1", "--cap", "12.5");
    expect(priced).to.include({ priceUnit: "TUSD", suggestedPriceE18: String(125n * 10n ** 17n) });
    const quote = await ok("buyer", "quote", "1@latest", "--periods", "2");
    expect(quote).to.nested.include({ "currency.symbol": "TUSD", price: "25000000" });

    const bought = await ok("buyer", "buy", "1", "--max-price", "13");
    expect(bought).to.nested.include({ paid: "12500000", "currency.address": dollar, licence: "MIT" });
    expect(bought.stderr).to.include("12.5 TUSD for 1 × 30 days, at most 13 TUSD");
    expect(bought.stderr).to.include("licence  MIT; whoever buys accepts it");
    expect(bought.stderr).to.match(/split +97\.50 % of what it keeps: owner 0x/);
    // Half a dollar of the allowance is left, and the token changes an allowance only from or to 0.
    await ok("buyer", "buy", "1");
  });

  it("buys by a permit, as a gift", async function () {
    this.timeout(60_000);
    const friend = `0x${"11".repeat(20)}`;
    const bought = await ok("buyer", "buy", "1", "--permit", "--for", friend);
    expect(bought).to.include({ recipient: friend, paid: "12500000" });
    expect(await assay.market.hasAccess(1, friend)).to.equal(true);
  });

  it("claim withdraws every currency", async function () {
    this.timeout(60_000);
    const claim = await ok("owner", "claim");
    // Three purchases, less 2.5 %.
    expect(claim).to.nested.include({ "totals[0].currency.symbol": "TUSD", "totals[0].amount": "36562500" });
    expect(claim["totals"]).to.have.length(1);
    expect(await ok("owner", "claim")).to.deep.include({ earnings: [], totals: [] });
  });

  it("prices in US dollars: payable in every currency with a feed", async function () {
    this.timeout(60_000);
    const priced = await ok("owner", "price", "1", "--usd", "--floor", "1", "--cap", "10usd");
    expect(priced).to.include({ priceUnit: "USD", suggestedPriceE18: String(10n ** 19n) });
    const shown = await ok("buyer", "show", "1");
    expect(shown).to.nested.include({
      priceUnit: "USD",
      "prices[0].currency.symbol": "ETH",
      "prices[0].price": String(5n * 10n ** 15n),
      "prices[1].currency.symbol": "TUSD",
      "prices[1].price": "10000000",
      licence: "MIT",
      pipelineName: "=1+1",
    });
    expect(shown["prices"]).to.have.length(2);
    expect(await ok("buyer", "buy", "1")).to.include({ paid: String(5n * 10n ** 15n) });
    expect(await ok("buyer", "buy", "1", "--currency", dollar, "--permit")).to.include({ paid: "10000000" });
    const claim = await ok("owner", "claim", "1@latest");
    expect(claim["totals"]).to.have.length(2);
  });

  it("refuses by name what cannot be", async function () {
    this.timeout(60_000);
    const unknown = await run("buyer", "buy", "1", "--currency", `0x${"22".repeat(20)}`);
    expect([unknown.exitCode, unknown.stderr]).to.deep.equal([
      6,
      `error: 0x${"22".repeat(20)} is no currency of this market; assay show names the currencies in which a version is sold\n`,
    ]);
    const both = await run("owner", "price", "1", "--usd", "--currency", dollar, "--floor", "1", "--cap", "2");
    expect(both.exitCode).to.equal(2);
    const fine = await run("owner", "price", "1", "--currency", dollar, "--floor", "0.0000000001", "--cap", "2");
    expect(fine.exitCode).to.equal(2);
    await ok("owner", "price", "1", "--currency", link, "--floor", "1", "--cap", "2");
    const permit = await run("buyer", "buy", "1", "--permit");
    expect(permit.exitCode).to.equal(2);
    expect(permit.stderr).to.match(/^error: the token 0x\w+ takes no permit .+$/m);
    const elsewhere = await run("buyer", "buy", "1", "--currency", "eth");
    expect(elsewhere.exitCode).to.equal(3);
    expect(elsewhere.stderr).to.include("MarketCurrencyNotAllowed");
  });

  it("leaves a spreadsheet nothing to run, whatever a pipeline is called", async function () {
    this.timeout(60_000);
    let stdout = "";
    const csv = ["--home", join(directory, "buyer"), "leaderboard", "--by", "popularity", "--csv"];
    await runCli(csv, {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: () => true },
      defaultHome: directory,
      signal: new AbortController().signal,
    });
    expect(stdout).to.match(/^block,rank,[^\r]+\r\n\d+,1,1,1,'=1\+1,1,0x\w{40},\d+,\d+,false\r\n$/);
  });
});
