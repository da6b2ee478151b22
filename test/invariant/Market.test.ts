import { appendFileSync, existsSync, readFileSync } from "node:fs";

import { expect } from "chai";
import type { Addressable, Interface } from "ethers";
import { network } from "hardhat";

import { deployMarket, NATIVE } from "../utils/deployMarket.ts";
import { readMarketEvent } from "./marketEvents.ts";
import { Random } from "./random.ts";
import { type PayeeName, ReferenceMarket } from "./ReferenceMarket.ts";
import { buildWorld, price, score, type World } from "./world.ts";

const KIND = { owner: 0, protocol: 1, dataset: 2 } as const;
const STEPS = 60;
const CHECK_EVERY = 20;
/** Seeds that failed once, one a line: they stay in the run. */
const FAILED_SEEDS_FILE = new URL("./failed-seeds.txt", import.meta.url);
const failedSeeds = existsSync(FAILED_SEEDS_FILE)
  ? readFileSync(FAILED_SEEDS_FILE, "utf8").split("\n").filter(Boolean).map(Number)
  : [];
const SEEDS = [...new Set([1, 2, 3, 4, 5, 6, ...failedSeeds])];

/** Rebuilds every account in a currency from the receipts alone. */
async function replay({ deployment, firstScores }: World, currency: string): Promise<ReferenceMarket> {
  const { market, pipelines, datasets, connection } = deployment;
  const reference = new ReferenceMarket(firstScores, currency);
  const interfaces = new Map<string, Interface>([
    [await market.getAddress(), market.interface],
    [await pipelines.getAddress(), pipelines.interface],
    [await datasets.getAddress(), datasets.interface],
  ]);
  const logs = await connection.ethers.provider.getLogs({ address: [...interfaces.keys()], fromBlock: 0 });
  for (const log of logs) {
    const contract = interfaces.get(log.address);
    const event = contract && readMarketEvent(contract, log);
    if (event) reference.apply(event);
  }
  return reference;
}

/** What was seen of one currency. */
interface Watch {
  currency: string;
  entitlements: Map<PayeeName, bigint>;
  forced: bigint;
}

async function balanceOf({ deployment, token }: World, currency: string, account: Addressable): Promise<bigint> {
  return currency === NATIVE ? deployment.connection.ethers.provider.getBalance(account) : token.balanceOf(account);
}

/** Compares the chain with the reference and checks what holds in every state. */
async function check(world: World, watch: Watch): Promise<ReferenceMarket> {
  const { market } = world.deployment;
  const { currency } = watch;
  const reference = await replay(world, currency);
  const entitlements = reference.allEntitlements();
  let owed = 0n;
  for (const [payee, entitled] of entitlements) {
    const expected = reference.owed(payee, entitled);
    expect(await owedOnChain(world, currency, payee), `owed to ${payee}`).to.equal(expected);
    expect(expected >= 0n, `4: owed to ${payee} is not negative`).to.equal(true);
    expect(entitled >= (watch.entitlements.get(payee) ?? 0n), `3: entitlement of ${payee} fell`).to.equal(true);
    owed += expected;
  }
  for (const [versionId, { sales, inflow, parents }] of reference.versions) {
    expect(await market.revenueOf(versionId, currency)).to.deep.equal([sales, inflow, reference.kept(versionId)]);
    for (const index of parents.keys()) {
      expect(await market.pendingOf(versionId, index, currency)).to.equal(reference.pending(versionId, index));
    }
    if (parents.length > 0) {
      const index = reference.primaryIndex(versionId);
      expect(await market.primaryParentOf(versionId)).to.deep.equal([parents[index], BigInt(index)]);
    }
    if (currency !== NATIVE) continue;
    expect(await market.popularityOf(versionId)).to.equal(entitlements.get(`${versionId}/protocol`));
  }
  const balance = await balanceOf(world, currency, market);
  expect(balance, "21: what is forced in is in no account").to.equal(
    reference.paidIn - reference.paidOut + watch.forced,
  );
  expect(balance - watch.forced >= owed + reference.undistributed(), "1: solvent").to.equal(true);
  await checkAccess(world, reference);
  watch.entitlements = entitlements;
  return reference;
}

/** Invariant 12: access is an unexpired purchase. */
async function checkAccess({ deployment, buyers, count }: World, reference: ReferenceMarket): Promise<void> {
  const now = BigInt(await deployment.connection.networkHelpers.time.latest());
  for (const { address } of buyers) {
    for (let versionId = 1n; versionId <= count; versionId++) {
      const until = reference.accessUntil.get(`${versionId}/${address}`) ?? 0n;
      expect(await deployment.market.hasAccess(versionId, address), "12").to.equal(until > now);
    }
  }
}

function parsePayee(payee: PayeeName): { versionId: bigint; kind: string; index: number } {
  const match = /^(\d+)\/([a-z]+)(\d*)$/.exec(payee);
  if (!match?.[1] || !match[2]) throw new Error(`no payee: ${payee}`);
  return { versionId: BigInt(match[1]), kind: match[2], index: Number(match[3] || 0) };
}

async function owedOnChain(world: World, currency: string, payee: PayeeName): Promise<bigint> {
  const { market } = world.deployment;
  const { versionId, kind, index } = parsePayee(payee);
  if (kind === "fund") return currency === NATIVE ? market.oracleFundOf(versionId) : 0n;
  if (kind === "collaborator") {
    return market.owedToCollaborator(versionId, currency, world.collaborators.get(versionId) ?? [], index);
  }
  return (await market.owedOf(versionId, currency, KIND[kind as keyof typeof KIND], index)).amount;
}

/** Invariant 4: what the payee takes is exactly what it was owed. */
async function withdraw(world: World, currency: string, payee: PayeeName): Promise<void> {
  const { market, scores, connection } = world.deployment;
  const { versionId, kind, index } = parsePayee(payee);
  const owed = await owedOnChain(world, currency, payee);
  if (owed === 0n) return;
  if (kind === "fund") {
    await market.connect(scores).drawOracleFund(versionId, (owed + 1n) / 2n);
    return;
  }
  const list = world.collaborators.get(versionId) ?? [];
  const account =
    kind === "collaborator"
      ? list[index]?.account
      : (await market.owedOf(versionId, currency, KIND[kind as keyof typeof KIND], index)).payee;
  if (!account) throw new Error(`nobody is ${payee}`);
  const signer = await connection.ethers.getSigner(account);
  const to = connection.ethers.Wallet.createRandom();
  if (kind === "collaborator") {
    await market.connect(signer).withdrawCollaborator(versionId, currency, list, index, to);
  } else {
    await market.connect(signer).withdraw(versionId, currency, KIND[kind as keyof typeof KIND], index, to);
  }
  expect(await balanceOf(world, currency, to)).to.equal(owed);
  expect(await owedOnChain(world, currency, payee)).to.equal(0n);
}

/** In what a version is paid: its own currency, or any that its licence allows. */
async function currencyFor({ deployment, currencies }: World, random: Random, versionId: bigint): Promise<string> {
  const { market, pipelines } = deployment;
  const { inUsd, currency } = await market.priceTermsOf(versionId);
  const allowed = (await pipelines.termsOf(versionId)).currencies;
  const takesToken = inUsd ? (allowed & 2n) !== 0n && random.chance(50) : currency === 1n;
  return currencies[takesToken ? 1 : 0];
}

/** Buys at the quoted price and expects exactly that (6), or the quote's own refusal (11). */
async function buy(world: World, random: Random, isPaused: boolean): Promise<void> {
  const { market } = world.deployment;
  const versionId = BigInt(random.between(1, Number(world.count)));
  const periods = random.between(1, 12);
  const buyer = random.pick(world.buyers);
  const currency = await currencyFor(world, random, versionId);
  const recipient = buyer.address;
  const deadline = 2n ** 40n;
  const purchase = (maxPrice: bigint) =>
    currency === NATIVE
      ? market.connect(buyer).buy(versionId, periods, recipient, maxPrice, 0, deadline, { value: maxPrice })
      : market
          .connect(buyer)
          .buyWithToken({ versionId, periods, recipient, currency, maxPrice, minBoundBps: 0, deadline });
  const { manual, staleAtFloor, inUsd } = await market.priceTermsOf(versionId);
  if (isPaused) {
    await expect(purchase(0n)).to.be.revertedWithCustomError(market, "MarketPaused");
    return;
  }
  let quoted: bigint;
  try {
    quoted = (await market.quote(versionId, periods, currency)).price;
  } catch {
    expect(staleAtFloor, "11: only a stale score is refused").to.equal(false);
    await expect(purchase(0n)).to.be.revertedWithCustomError(market, "MarketScoreStale");
    return;
  }
  if (!manual && !inUsd && currency === NATIVE)
    expect(quoted <= (await market.suggestedPriceOf(versionId)) * BigInt(periods), "7").to.equal(true);
  const before = await balanceOf(world, currency, market);
  await purchase(quoted + BigInt(random.below(1000)));
  expect((await balanceOf(world, currency, market)) - before, "6: paid is the quote").to.equal(quoted);
}

/** A few edges in an order the Market takes, or every edge at once. */
async function settle(world: World, currency: string, random: Random, all: boolean): Promise<void> {
  const edges = [...world.parentCounts].flatMap(([child, parents]) =>
    Array.from({ length: parents }, (_, parentIndex) => ({ child, parentIndex })),
  );
  const chosen = all ? edges : random.sample(edges, random.between(1, 6));
  chosen.sort((a, b) => Number(b.child - a.child));
  if (chosen.length > 0) await world.deployment.market.connect(random.pick(world.buyers)).settle(currency, chosen);
}

/**
 * Sales, price changes, scores and pauses follow `sales`; settlements and withdrawals follow `order`. Every state on the way is checked.
 */
async function run(world: World, sales: Random, order: Random): Promise<ReferenceMarket[]> {
  const { market, admin, connection } = world.deployment;
  const watches = world.currencies.map((currency): Watch => ({ currency, entitlements: new Map(), forced: 0n }));
  const checkAll = async (): Promise<ReferenceMarket[]> => {
    const references: ReferenceMarket[] = [];
    for (const watch of watches) references.push(await check(world, watch));
    return references;
  };
  let isPaused = false;
  for (let step = 1; step <= STEPS; step++) {
    await buy(world, sales, isPaused);
    if (sales.chance(8)) await score(world, sales, BigInt(sales.between(1, Number(world.count))));
    if (sales.chance(8)) await price(world, sales, BigInt(sales.between(1, Number(world.count))));
    if (sales.chance(8)) await market.connect(admin).setPaused((isPaused = !isPaused));
    if (sales.chance(10)) await connection.networkHelpers.time.increase(sales.between(1, 20 * 24 * 3600));
    while (order.chance(40)) await settle(world, order.pick(world.currencies), order, false);
    while (order.chance(30)) {
      const currency = order.pick(world.currencies);
      const payees = [...(await replay(world, currency)).allEntitlements().keys()];
      await withdraw(world, currency, order.pick(payees));
    }
    if (order.chance(5)) {
      for (const watch of watches) watch.forced += 1000n;
      const balance = await connection.ethers.provider.getBalance(market);
      await connection.networkHelpers.setBalance(await market.getAddress(), balance + 1000n);
      await world.token.mint(market, 1000n);
    }
    if (step % CHECK_EVERY === 0) await checkAll();
  }
  for (const currency of world.currencies) await settle(world, currency, order, true);
  return checkAll();
}

/** Invariant 2: with every edge settled, the payees' entitlements and the dust are what was paid in. */
function checkDust(reference: ReferenceMarket): void {
  expect(reference.undistributed()).to.equal(0n);
  const entitlements = [...reference.allEntitlements().values()];
  const dust = reference.paidIn - entitlements.reduce((a, b) => a + b, 0n);
  const edges = [...reference.versions.values()].reduce((count, { parents }) => count + parents.length, 0);
  // Two roundings per edge and per version's kept amount, one per payee.
  const roundings = 2 * edges + 2 * reference.versions.size + entitlements.length;
  expect(dust >= 0n && dust < BigInt(roundings), `2: dust ${dust} of ${roundings} roundings`).to.equal(true);
}

describe("Market invariants 1–4, 6, 7, 11, 12, 14, 18, 21 over random lineages, in two currencies", () => {
  for (const seed of SEEDS) {
    it(`hold, and any order of settlement ends alike (seed ${seed})`, async () => {
      try {
        const random = new Random(seed);
        const deployment = await deployMarket(await network.create(), BigInt(random.between(0, 500)));
        const world = await buildWorld(deployment, random);
        const firstScores = new Map(world.firstScores);
        const snapshot = await deployment.connection.networkHelpers.takeSnapshot();
        const ends: Map<PayeeName, bigint>[][] = [];
        for (const order of [1, 2]) {
          const references = await run(world, new Random(seed + 1_000_000), new Random(seed * 10 + order));
          for (const reference of references) {
            expect(reference.paidIn > 0n, "something was sold").to.equal(true);
            checkDust(reference);
          }
          ends.push(references.map((reference) => reference.allEntitlements()));
          await snapshot.restore();
          world.firstScores = new Map(firstScores);
        }
        expect(ends[0], "18: the same end state").to.deep.equal(ends[1]);
      } catch (error) {
        if (!failedSeeds.includes(seed)) appendFileSync(FAILED_SEEDS_FILE, `${seed}\n`);
        throw error;
      }
    }).timeout(120_000);
  }
});
