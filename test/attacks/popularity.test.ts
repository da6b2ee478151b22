import { expect } from "chai";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { formatEther } from "ethers";
import { network } from "hardhat";

import { rankContributors, rankVersions, type VersionSales } from "../../oracle-worker/src/cli/rankVersions.ts";
import { deployMarket, type MarketDeployment, mintPipeline, NATIVE, PLAIN_TERMS } from "../utils/deployMarket.ts";
import { VersionRegistrar } from "../utils/registerVersion.ts";

const BENCHMARK = 1;
const FEE_BPS = 250n;
const BPS = 10_000n;
const GWEI = 10n ** 9n;
const PRICE_GWEI = 10n ** 9n;
const DEADLINE = 2n ** 40n;
const OWNER_KIND = 0;
/** Popular versions, by their honest sales at one ether. */
const HONEST_SALES = [12n, 7n, 3n];
/** Prices are whole gwei, so that a fee moves in steps of 2.5 % of one; each payment rounds one wei down. */
const STEP_WEI = (GWEI * FEE_BPS) / BPS + 2n;

/** One market; the attacker has a version of his own, and a second one derived from it. */
class Scene {
  readonly versions: { versionId: bigint; owner: HardhatEthersSigner }[] = [];

  private constructor(
    readonly deployment: MarketDeployment,
    readonly registrar: VersionRegistrar,
    readonly attacker: HardhatEthersSigner,
    readonly buyer: HardhatEthersSigner,
  ) {}

  static async create(): Promise<Scene> {
    const deployment = await deployMarket(await network.create(), FEE_BPS);
    const [attacker, buyer, ...honest] = deployment.others;
    if (!attacker || !buyer) throw new Error("too few accounts");
    const scene = new Scene(deployment, new VersionRegistrar(deployment), attacker, buyer);
    for (const [i, sales] of HONEST_SALES.entries()) {
      const owner = honest[i];
      if (!owner) throw new Error("too few accounts");
      const versionId = await scene.version(owner);
      await scene.buy(buyer, versionId, PRICE_GWEI, sales);
    }
    return scene;
  }

  async version(owner: HardhatEthersSigner, parents: bigint[] = []): Promise<bigint> {
    const { market, scores, connection } = this.deployment;
    const pipelineId = await mintPipeline(this.deployment, owner, BENCHMARK, PLAIN_TERMS);
    const versionId = await this.registrar.register({ owner, pipelineId, parents, proven: true });
    const validUntil = (await connection.networkHelpers.time.latest()) + 90 * 24 * 3600;
    const boundBps = 8000 + 100 * parents.length;
    await market
      .connect(scores)
      .onScoresSettled([{ versionId, boundBps, baselineBps: 5000, targetBps: 9500, validUntil, improved: true }]);
    this.versions.push({ versionId, owner });
    return versionId;
  }

  /** Sets the price and buys so many periods. */
  async buy(payer: HardhatEthersSigner, versionId: bigint, priceGwei: bigint, periods = 1n): Promise<bigint> {
    const { market } = this.deployment;
    const owner = this.versions.find((version) => version.versionId === versionId)?.owner;
    if (!owner) throw new Error("unknown version");
    const terms = { manual: true, listed: true, staleAtFloor: false, inUsd: false, currency: 0, exponent: 1 };
    await market
      .connect(owner)
      .setPriceTerms(versionId, { ...terms, floorNano: 0n, capNano: 0n, manualNano: priceGwei });
    const paid = priceGwei * GWEI * periods;
    await market.connect(payer).buy(versionId, periods, payer.address, paid, 0, DEADLINE, { value: paid });
    return paid;
  }

  /** Everything that the attacker gets back: edges settled, every role of his withdrawn. */
  async takeBack(versionIds: readonly bigint[]): Promise<bigint> {
    const { market } = this.deployment;
    let total = 0n;
    for (const child of [...versionIds].sort((a, b) => Number(b - a))) {
      const { parents } = await market.sharesOf(child);
      const edges = parents.map((_, parentIndex) => ({ child, parentIndex }));
      if (edges.length > 0) await market.settle(NATIVE, edges);
    }
    for (const versionId of versionIds) {
      const { payee, amount } = await market.owedOf(versionId, NATIVE, OWNER_KIND, 0);
      if (payee !== this.attacker.address || amount === 0n) continue;
      await market.connect(this.attacker).withdraw(versionId, NATIVE, OWNER_KIND, 0, payee);
      total += amount;
    }
    return total;
  }

  async sales(): Promise<VersionSales[]> {
    const { market } = this.deployment;
    return Promise.all(
      this.versions.map(async ({ versionId, owner }) => ({
        versionId: Number(versionId),
        pipelineId: Number(versionId),
        pipelineName: "",
        benchmarkId: BENCHMARK,
        contributor: owner.address,
        feeWei: await market.popularityOf(versionId),
        salesWei: (await market.revenueOf(versionId, NATIVE)).sales,
        record: false,
      })),
    );
  }
}

/** The price at which the fee of one sale is at least `feeWei`. */
function priceFor(feeWei: bigint): bigint {
  const wei = (feeWei * BPS + FEE_BPS - 1n) / FEE_BPS;
  return (wei + GWEI - 1n) / GWEI;
}

describe("popularity attacks: a rank costs the difference of the fees, exactly", function () {
  // Each attack has a market of its own.
  this.timeout(180_000);
  const table: string[] = [];
  const note = (attack: string, difference: bigint, net: bigint): void => {
    table.push(`      ${attack.padEnd(54)}${formatEther(difference).padStart(24)}${formatEther(net).padStart(24)}`);
  };

  after(() => {
    console.log(
      `      ${"net cost of one rank by self-purchase, ether".padEnd(54)}${"difference of fees".padStart(24)}${"net cost".padStart(24)}`,
    );
    console.log(table.join("\n"));
  });

  it("sybil purchases: each rank up costs the difference to the version above", async () => {
    const scene = await Scene.create();
    const own = await scene.version(scene.attacker);
    for (const rank of [4, 3, 2]) {
      const ranked = rankVersions(await scene.sales());
      const mine = ranked[rank - 1];
      const above = ranked[rank - 2];
      if (mine === undefined || above === undefined) throw new Error("too few versions");
      expect(mine.versionId).to.equal(Number(own));
      const difference = above.feeWei - mine.feeWei;

      // One wei of fee less than the difference leaves the rank as it was.
      const short = await scene.buy(scene.attacker, own, priceFor(difference) - 1n);
      expect(rankVersions(await scene.sales())[rank - 1]?.versionId).to.equal(Number(own));
      const rest = await scene.buy(scene.attacker, own, 100n);
      expect(rankVersions(await scene.sales())[rank - 2]?.versionId).to.equal(Number(own));

      const net = short + rest - (await scene.takeBack([own]));
      note(`rank ${String(rank)} to ${String(rank - 1)}, own version`, difference, net);
      expect(net >= difference, "17: at least the difference").to.equal(true);
      expect(net - difference <= 100n * STEP_WEI, "and no more than a price's step").to.equal(true);
    }
  });

  it("self-dealing: every purchase of an own version loses at least its fee (17)", async () => {
    const scene = await Scene.create();
    const own = await scene.version(scene.attacker);
    for (const priceGwei of [1n, 7n, 12_345_678n, PRICE_GWEI]) {
      const before = await scene.deployment.market.popularityOf(own);
      const paid = await scene.buy(scene.attacker, own, priceGwei);
      const fee = (await scene.deployment.market.popularityOf(own)) - before;
      const net = paid - (await scene.takeBack([own]));
      expect(net >= fee, `17: net ${String(net)}, fee ${String(fee)}`).to.equal(true);
      expect(net - fee <= 2n, "the rest is rounding").to.equal(true);
    }
  });

  it("sybil purchases through an own lineage: a contributor's rank costs the same", async () => {
    const scene = await Scene.create();
    const parent = await scene.version(scene.attacker);
    const child = await scene.version(scene.attacker, [parent]);
    const ranked = rankContributors(await scene.sales());
    const difference = (ranked[2]?.feeWei ?? 0n) - (ranked[3]?.feeWei ?? 0n);
    expect(ranked[3]?.contributor).to.equal(scene.attacker.address);
    const paid = await scene.buy(scene.attacker, child, priceFor(difference) + 100n);
    const net = paid - (await scene.takeBack([parent, child]));
    expect(rankContributors(await scene.sales())[2]?.contributor).to.equal(scene.attacker.address);
    note("rank 4 to 3 as a contributor, child and parent his own", difference, net);
    expect(net >= difference, "17").to.equal(true);
    expect(net - difference <= 101n * STEP_WEI).to.equal(true);
  });

  it("sybil purchases of a derivative: the ancestor's royalties come on top", async () => {
    const scene = await Scene.create();
    // The most popular version: what it earns here does not change the rank that is bought.
    const ancestor = scene.versions[0]?.versionId ?? 0n;
    const child = await scene.version(scene.attacker, [ancestor]);
    const ranked = rankVersions(await scene.sales());
    const difference = (ranked[2]?.feeWei ?? 0n) - (ranked[3]?.feeWei ?? 0n);
    // The child keeps part of a sale only, so that it takes a dearer one to pay the same fee.
    const { market } = scene.deployment;
    const { ownShares } = await market.sharesOf(child);
    const kept = 65_535n - (ownShares[0] ?? 0n);
    const price = (priceFor(difference) * 65_535n) / kept + 100n;
    const paid = await scene.buy(scene.attacker, child, price);
    const net = paid - (await scene.takeBack([child]));
    const rows = rankVersions(await scene.sales());
    expect(rows.findIndex(({ versionId }) => versionId === Number(child))).to.be.at.most(2);
    note("rank 4 to 3, version derived from another's", difference, net);
    expect(net > difference, "17").to.equal(true);
  });
});
