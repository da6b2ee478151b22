import { expect } from "chai";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { ContractFactory } from "ethers";
import { network } from "hardhat";

import type { PriceTermsStruct } from "../../typechain-types/contracts/Market.ts";
import { compileMock } from "../utils/compileMock.ts";
import {
  deployMarket,
  type MarketDeployment,
  mintPipeline,
  NATIVE,
  PLAIN_TERMS,
  type Terms,
} from "../utils/deployMarket.ts";
import { VersionRegistrar } from "../utils/registerVersion.ts";

const BENCHMARK = 1;
const OTHER_BENCHMARK = 2;
const BASELINE_BPS = 5000;
const PRICE_GWEI = 1_000_000_000;
const PRICE_WEI = 10n ** 18n;
const FEE_BPS = 250n;
/** 65,535ths: rounding takes at most one unit per level, and one wei of an amount. */
const UNIT_WEI = PRICE_WEI / 65_535n + 1n;
const DEADLINE = 2n ** 40n;
const OWNER_KIND = 0;

const MANUAL_TERMS: PriceTermsStruct = {
  manual: true,
  listed: true,
  staleAtFloor: false,
  inUsd: false,
  currency: 0,
  exponent: 1,
  floorNano: 0,
  capNano: 0,
  manualNano: PRICE_GWEI,
};

interface Accounts {
  victim: HardhatEthersSigner;
  attacker: HardhatEthersSigner;
  buyer: HardhatEthersSigner;
}

/** One deployment for every scenario; each scenario has versions of its own. */
class Scene {
  readonly rows: [string, bigint, bigint][] = [];

  private constructor(
    readonly deployment: MarketDeployment,
    readonly registrar: VersionRegistrar,
    readonly accounts: Accounts,
  ) {}

  static async create(): Promise<Scene> {
    const deployment = await deployMarket(await network.create(), FEE_BPS);
    const [victim, attacker, buyer] = deployment.others;
    if (!victim || !attacker || !buyer) throw new Error("too few accounts");
    return new Scene(deployment, new VersionRegistrar(deployment), { victim, attacker, buyer });
  }

  /** Registers a version in a new pipeline, scores it and lists it at one ether. */
  async version(options: {
    owner: HardhatEthersSigner;
    boundBps: number;
    parents?: bigint[];
    proven?: boolean;
    improved?: boolean;
    benchmark?: number;
    terms?: Partial<Terms>;
  }): Promise<bigint> {
    const { owner, boundBps, parents = [], proven = true, improved = true, benchmark = BENCHMARK } = options;
    const { market, scores, connection } = this.deployment;
    const pipelineId = await mintPipeline(this.deployment, owner, benchmark, { ...PLAIN_TERMS, ...options.terms });
    const versionId = await this.registrar.register({ owner, pipelineId, parents, proven });
    const validUntil = (await connection.networkHelpers.time.latest()) + 90 * 24 * 3600;
    await market
      .connect(scores)
      .onScoresSettled([{ versionId, boundBps, baselineBps: BASELINE_BPS, targetBps: 9500, validUntil, improved }]);
    await market.connect(owner).setPriceTerms(versionId, MANUAL_TERMS);
    return versionId;
  }

  /** The victim's model, scored 80 %. */
  ancestor(): Promise<bigint> {
    return this.version({ owner: this.accounts.victim, boundBps: 8000 });
  }

  /** What reaches `ancestor` of one sale of `sold`, every edge settled. */
  async shareOf(ancestor: bigint, sold: bigint): Promise<bigint> {
    const { market } = this.deployment;
    const { buyer } = this.accounts;
    const before = (await market.revenueOf(ancestor, NATIVE)).inflow;
    await market.connect(buyer).buy(sold, 1, buyer.address, PRICE_WEI, 0, DEADLINE, { value: PRICE_WEI });
    for (let child = sold; child > ancestor; child--) {
      const { parents } = await market.sharesOf(child);
      const edges = parents.map((_, parentIndex) => ({ child, parentIndex }));
      if (edges.length > 0) await market.settle(NATIVE, edges);
    }
    return (await market.revenueOf(ancestor, NATIVE)).inflow - before;
  }

  note(attack: string, honest: bigint, attacked: bigint): void {
    this.rows.push([attack, honest, attacked]);
  }

  table(): string {
    const percent = (wei: bigint) => `${(Number(wei / 10n ** 12n) / 10_000).toFixed(2)} %`.padStart(9);
    const lines = this.rows.map(
      ([name, honest, attacked]) => `      ${name.padEnd(58)}${percent(honest)}${percent(attacked)}`,
    );
    return [`      ${"ancestor's share of a sale".padEnd(58)}   honest attacked`, ...lines].join("\n");
  }
}

describe("royalty attacks: an ancestor never receives less than in the honest lineage", () => {
  let scene: Scene;
  let honest: bigint;

  before(async () => {
    scene = await Scene.create();
    const ancestor = await scene.ancestor();
    const child = await scene.version({ owner: scene.accounts.attacker, boundBps: 8400, parents: [ancestor] });
    honest = await scene.shareOf(ancestor, child);
    // r = 3,000 / 3,400 and λ = 60 %.
    expect(honest).to.equal((PRICE_WEI * 34_695n) / 65_535n);
  });

  after(() => {
    console.log(scene.table());
  });

  /** Invariant 19: at most one unit of rounding per level below the honest share. */
  const expectNoLoss = (attack: string, attacked: bigint, levels = 0n, reference = honest): void => {
    scene.note(attack, reference, attacked);
    expect(attacked >= reference - UNIT_WEI * levels, `19: ${attack}`).to.equal(true);
  };

  /** Own versions between the ancestor and the version sold. */
  async function insert(bounds: number[], options: { improved?: boolean; benchmark?: number; terms?: Partial<Terms> }) {
    const owner = scene.accounts.attacker;
    const ancestor = await scene.ancestor();
    let parent = ancestor;
    for (const boundBps of bounds) parent = await scene.version({ owner, boundBps, parents: [parent], ...options });
    const sold = await scene.version({ owner, boundBps: 8400, parents: [parent] });
    return scene.shareOf(ancestor, sold);
  }

  it("inserted versions", async () => {
    expectNoLoss("inserted version, part of the gain", await insert([8200], {}), 1n);
    expectNoLoss("5 inserted versions, the gain in slices", await insert([8050, 8100, 8200, 8300, 8390], {}), 5n);
    expectNoLoss("inserted copy, nothing gained", await insert([8000], { improved: false }), 1n);
    expectNoLoss("inserted worse version", await insert([6000], {}), 1n);
    expectNoLoss("inserted version at the baseline", await insert([BASELINE_BPS], {}), 1n);
  });

  it("inserted versions: one that is better than the child passes up what its own sales would (M-4)", async () => {
    const owner = scene.accounts.attacker;
    const ancestor = await scene.ancestor();
    const better = await scene.version({ owner, boundBps: 9000, parents: [ancestor] });
    const ofBetter = await scene.shareOf(ancestor, better);
    const sold = await scene.version({ owner, boundBps: 8400, parents: [better], improved: false });
    expectNoLoss(
      "child of a better version, against that one's sale",
      await scene.shareOf(ancestor, sold),
      1n,
      ofBetter,
    );
  });

  it("laxer terms", async () => {
    const terms = { royaltyBps: 0, coParentBps: 0 };
    expectNoLoss("inserted version whose licence asks for nothing", await insert([8200], { terms }), 1n);
    const ancestor = await scene.ancestor();
    const sold = await scene.version({ owner: scene.accounts.attacker, boundBps: 8400, parents: [ancestor], terms });
    expectNoLoss("child whose licence asks for nothing", await scene.shareOf(ancestor, sold));
  });

  it("stricter terms", async () => {
    expectNoLoss("inserted version with λ = 90 %", await insert([8200], { terms: { royaltyBps: 9000 } }), 1n);
    expectNoLoss("inserted version with φ = 30 %", await insert([8200], { terms: { coParentBps: 3000 } }), 1n);
  });

  it("benchmark switching", async () => {
    const options = { benchmark: OTHER_BENCHMARK };
    expectNoLoss("inserted version on another benchmark, low score", await insert([5500], options), 1n);
    expectNoLoss("inserted version on another benchmark, high score", await insert([9900], options), 1n);
    const ancestor = await scene.ancestor();
    const owner = scene.accounts.attacker;
    const sold = await scene.version({ owner, boundBps: 9900, parents: [ancestor], ...options });
    expectNoLoss("child on another benchmark", await scene.shareOf(ancestor, sold));
  });

  it("benchmark switching: two versions on a benchmark of the attacker's own, the first made to score low", async () => {
    const owner = scene.accounts.attacker;
    for (const boundBps of [BASELINE_BPS, 5100]) {
      const ancestor = await scene.ancestor();
      const options = { owner, benchmark: OTHER_BENCHMARK };
      const spoilt = await scene.version({ ...options, boundBps, parents: [ancestor] });
      const restored = await scene.version({ ...options, boundBps: 8400, parents: [spoilt] });
      const sold = await scene.version({ ...options, boundBps: 9000, parents: [restored] });
      expectNoLoss(
        `spoilt at ${boundBps} bps and restored, both on another`,
        await scene.shareOf(ancestor, restored),
        1n,
      );
      expectNoLoss("the same, sold a version later", await scene.shareOf(ancestor, sold), 1n);
    }
  });

  it("decoy parents", async () => {
    const owner = scene.accounts.attacker;
    for (const [name, boundBps] of [
      ["weaker", 7900],
      ["equal", 8000],
      ["stronger", 8390],
    ] as const) {
      const ancestor = await scene.ancestor();
      const decoys: bigint[] = [];
      for (let i = 0; i < 3; i++) decoys.push(await scene.version({ owner, boundBps, terms: { coParentBps: 1000 } }));
      const sold = await scene.version({ owner, boundBps: 8400, parents: [ancestor, ...decoys] });
      expectNoLoss(`3 ${name} decoys beside the proven parent`, await scene.shareOf(ancestor, sold));
    }
  });

  it("decoy parents: a decoy cannot be the proven parent", async () => {
    const owner = scene.accounts.attacker;
    const decoy = await scene.version({ owner, boundBps: 8000 });
    const ancestor = await scene.ancestor();
    // The registry knows the decoy's final weights; those of the ancestor are not among them.
    const { pipelines } = scene.deployment;
    await expect(
      scene.registrar.registerFrom({ owner, trainedFrom: ancestor, claimed: decoy }),
    ).to.be.revertedWithCustomError(pipelines, "PipelineRegistryPrimaryNotProven");
  });

  it("copied proofs: the seed of a run names pipeline and contributor, so that a copy re-executes to other weights", async () => {
    const { pipelines } = scene.deployment;
    const { victim, attacker } = scene.accounts;
    const seed = await pipelines.seedOf(1, victim.address, 7);
    expect(await pipelines.seedOf(1, attacker.address, 7)).not.to.equal(seed);
    expect(await pipelines.seedOf(2, victim.address, 7)).not.to.equal(seed);
    // A derived run needs its parent's proof, and that proof's weights: the same check as for decoys.
    const ancestor = await scene.ancestor();
    const decoy = await scene.version({ owner: attacker, boundBps: 8000 });
    await expect(
      scene.registrar.registerFrom({ owner: attacker, trainedFrom: ancestor, claimed: decoy, proofOfParent: ancestor }),
    ).to.be.revertedWithCustomError(pipelines, "PipelineRegistryProofMismatch");
  });

  it("what cannot be prevented: a declared edge is voluntary, so that a stronger declared parent takes its place", async () => {
    const owner = scene.accounts.attacker;
    const ancestor = await scene.ancestor();
    const decoy = await scene.version({ owner, boundBps: 9000, proven: false, benchmark: OTHER_BENCHMARK });
    const sold = await scene.version({ owner, boundBps: 8400, parents: [ancestor, decoy], proven: false });
    const attacked = await scene.shareOf(ancestor, sold);
    scene.note("NOT PREVENTED: declared only, decoy from another benchmark", honest, attacked);
    expect(attacked).to.equal(0n);
  });

  it("own token: a derivative is sold in nothing that the ancestor's licence or the governor does not allow", async () => {
    const { market, currencies, admin } = scene.deployment;
    const { attacker, buyer } = scene.accounts;
    const { abi, bytecode } = compileMock("PermitTokenMock");
    const token = await new ContractFactory(abi, bytecode, attacker).deploy(buyer.address, PRICE_WEI);
    const ancestor = await scene.ancestor();
    const sold = await scene.version({ owner: attacker, boundBps: 8400, parents: [ancestor] });
    const purchase = {
      versionId: sold,
      periods: 1n,
      recipient: buyer.address,
      currency: token,
      maxPrice: PRICE_WEI,
      minBoundBps: 0n,
      deadline: DEADLINE,
    };
    const refused = [market, "MarketCurrencyNotAllowed"] as const;
    await expect(market.connect(buyer).buyWithToken(purchase)).to.be.revertedWithCustomError(...refused);
    // Allowed by the governor, the token is still none that the ancestor's licence names.
    await currencies.connect(admin).add(token, NATIVE, 0);
    const inToken = { ...MANUAL_TERMS, currency: 1 };
    await expect(market.connect(attacker).setPriceTerms(sold, inToken)).to.be.revertedWithCustomError(...refused);
    await expect(market.connect(buyer).buyWithToken(purchase)).to.be.revertedWithCustomError(...refused);
    expectNoLoss("own token: refused, sold in the native coin", await scene.shareOf(ancestor, sold));
  });

  it("self-dealing loses at least the fee (17), and an ancestor is paid all the same", async () => {
    const { market } = scene.deployment;
    const { attacker } = scene.accounts;
    const ancestor = await scene.ancestor();
    const sold = await scene.version({ owner: attacker, boundBps: 8400, parents: [ancestor] });
    const before = (await market.revenueOf(ancestor, NATIVE)).inflow;
    await market.connect(attacker).buy(sold, 1, attacker.address, PRICE_WEI, 0, DEADLINE, { value: PRICE_WEI });
    await market.settle(NATIVE, [{ child: sold, parentIndex: 0 }]);
    expectNoLoss("the owner buys his own version", (await market.revenueOf(ancestor, NATIVE)).inflow - before);
    const back = await market.connect(attacker).withdraw.staticCall(sold, NATIVE, OWNER_KIND, 0, attacker.address);
    const kept = (await market.revenueOf(sold, NATIVE)).kept;
    expect(kept - back >= (kept * FEE_BPS) / 10_000n, "17: at least the fee").to.equal(true);
    expect(PRICE_WEI - back >= honest + (await market.popularityOf(sold)), "17").to.equal(true);
  });

  it("NFT transfer before the claim: the royalties stay the ancestor's, the owner's part goes to the new holder", async () => {
    const { market, pipelines } = scene.deployment;
    const { attacker, buyer } = scene.accounts;
    const ancestor = await scene.ancestor();
    const sold = await scene.version({ owner: attacker, boundBps: 8400, parents: [ancestor] });
    await market.connect(buyer).buy(sold, 1, buyer.address, PRICE_WEI, 0, DEADLINE, { value: PRICE_WEI });
    const pipelineId = await pipelines.pipelineCount();
    await pipelines.connect(attacker).transferFrom(attacker.address, buyer.address, pipelineId);
    await expect(market.connect(attacker).withdraw(sold, NATIVE, OWNER_KIND, 0, attacker.address))
      .to.be.revertedWithCustomError(market, "MarketNotPayee")
      .withArgs(sold, attacker.address, buyer.address);
    await market.connect(buyer).withdraw(sold, NATIVE, OWNER_KIND, 0, buyer.address);
    expectNoLoss("pipeline sold before the royalties were settled", await market.pendingOf(sold, 0, NATIVE));
  });
});
