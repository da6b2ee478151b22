import { expect } from "chai";
import type { VersionRegisteredEvent } from "../../typechain-types/contracts/interfaces/IPipelineRegistry.ts";
import { NATIVE } from "../utils/deployMarket.ts";
import type { MarketEvent } from "./marketEvents.ts";

const ONE = 65_535n;
const BPS = 10_000n;

interface Terms {
  royaltyBps: bigint;
  coParentBps: bigint;
  minPriceGwei: bigint;
}

interface Version {
  benchmarkId: bigint;
  proven: boolean;
  parents: bigint[];
  terms: Terms;
  datasetBps: bigint[];
  collaboratorBps: bigint[];
  fundPercent: bigint;
  sales: bigint;
  inflow: bigint;
  /** What each edge has passed up. */
  pulled: bigint[];
  /** Set at the first score. */
  fixed?: Shares;
}

interface Shares {
  effective: bigint;
  own: bigint[];
  inflow: bigint[];
  protocolBps: bigint;
}

/** What the first settled score says that the Market's events do not: Scores' events and the benchmark hold it. */
export interface FirstScore {
  baselineBps: bigint;
  improved: boolean;
}

export type PayeeName = `${bigint}/${"owner" | "protocol" | "fund" | `dataset${number}` | `collaborator${number}`}`;

const ceilDiv = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the events name something unknown");
  return value;
}

/**
 * SPEC M-3 to M-8 and L-4, written again from the text, in big integers: every account in one currency, rebuilt from the events of the
 * registries and the Market. Each amount that an event states is checked against what the rules give.
 */
export class ReferenceMarket {
  readonly versions = new Map<bigint, Version>();
  readonly paid = new Map<PayeeName, bigint>();
  readonly accessUntil = new Map<string, bigint>();
  paidIn = 0n;
  paidOut = 0n;
  readonly #firstScores: ReadonlyMap<bigint, FirstScore>;
  readonly #currency: string;
  readonly #pipelines = new Map<bigint, { benchmarkId: bigint; terms: Terms }>();
  readonly #datasetBps = new Map<bigint, bigint>();
  readonly #stated = new Map<bigint, { effective: bigint; link: bigint }>();
  #protocolBps = 0n;

  /** @param currency whose accounts these are; access is bought in any */
  constructor(firstScores: ReadonlyMap<bigint, FirstScore>, currency: string) {
    this.#firstScores = firstScores;
    this.#currency = currency;
  }

  apply({ name, args }: MarketEvent): void {
    switch (name) {
      case "DatasetRegistered":
        this.#datasetBps.set(args.datasetId, args.royaltyBps);
        return;
      case "PipelineMinted": {
        const { royaltyBps, coParentBps, minPriceGwei } = args.terms;
        const terms = { royaltyBps, coParentBps, minPriceGwei };
        this.#pipelines.set(args.pipelineId, { benchmarkId: args.benchmarkId, terms });
        return;
      }
      case "VersionRegistered":
        this.#register(args);
        return;
      case "ProtocolFeeSet":
        this.#protocolBps = args.bps;
        return;
      case "OracleFundSet":
        this.version(args.versionId).fundPercent = args.percent;
        return;
      case "SharesFixed":
        this.#stated.set(args.versionId, { effective: args.effectiveBoundBps, link: args.link });
        return;
      case "PriceUpdated":
        if (!this.version(args.versionId).fixed) this.#fixShares(args.versionId, args.boundBps);
        return;
      case "AccessBought":
        this.accessUntil.set(`${args.versionId}/${args.recipient}`, args.until);
        if (args.currency !== this.#currency) return;
        this.version(args.versionId).sales += args.paid;
        this.paidIn += args.paid;
        return;
      case "EdgeSettled":
        if (args.currency === this.#currency) this.#settle(args.child, args.parent, args.amount);
        return;
      case "Withdrawn": {
        if (args.currency !== this.#currency) return;
        const kinds = ["owner", "protocol", `dataset${Number(args.index)}`] as const;
        this.#pay(`${args.versionId}/${must(kinds[Number(args.kind)])}`, args.amount);
        return;
      }
      case "CollaboratorWithdrawn":
        if (args.currency !== this.#currency) return;
        this.#pay(`${args.versionId}/collaborator${Number(args.index)}`, args.amount);
        return;
      case "OracleFundDrawn":
        if (this.#currency !== NATIVE) return;
        this.#addPaid(`${args.versionId}/fund`, args.amountWei);
        return;
    }
  }

  version(versionId: bigint): Version {
    return must(this.versions.get(versionId));
  }

  /** M-6: what an edge is entitled to. */
  edge(versionId: bigint, index: number): bigint {
    const { fixed, sales, inflow } = this.version(versionId);
    if (!fixed) return 0n;
    return (must(fixed.own[index]) * sales) / ONE + (must(fixed.inflow[index]) * inflow) / ONE;
  }

  pending(versionId: bigint, index: number): bigint {
    return this.edge(versionId, index) - must(this.version(versionId).pulled[index]);
  }

  /** M-6: what the version keeps. */
  kept(versionId: bigint): bigint {
    const { fixed, sales, inflow } = this.version(versionId);
    if (!fixed) return 0n;
    return ((ONE - sum(fixed.own)) * sales) / ONE + ((ONE - sum(fixed.inflow)) * inflow) / ONE;
  }

  /** M-7: every payee of a version and what it is entitled to, paid or not. */
  entitlements(versionId: bigint): Map<PayeeName, bigint> {
    const { fixed, datasetBps, collaboratorBps, ...version } = this.version(versionId);
    const fundPercent = this.#currency === NATIVE ? version.fundPercent : 0n;
    const kept = this.kept(versionId);
    const protocolBps = fixed?.protocolBps ?? 0n;
    const rest = BPS - protocolBps - 100n * fundPercent - sum(datasetBps);
    const part = (bps: bigint) => (kept * bps) / BPS;
    const ofRest = (bps: bigint) => (kept * rest * bps) / (BPS * BPS);
    return new Map<PayeeName, bigint>([
      [`${versionId}/protocol`, part(protocolBps)],
      [`${versionId}/fund`, part(100n * fundPercent)],
      ...datasetBps.map((bps, i) => [`${versionId}/dataset${i}`, part(bps)] as const),
      ...collaboratorBps.map((bps, i) => [`${versionId}/collaborator${i}`, ofRest(bps)] as const),
      [`${versionId}/owner`, ofRest(BPS - sum(collaboratorBps))],
    ]);
  }

  allEntitlements(): Map<PayeeName, bigint> {
    return new Map([...this.versions.keys()].flatMap((id) => [...this.entitlements(id)]));
  }

  owed(payee: PayeeName, entitled: bigint): bigint {
    return entitled - (this.paid.get(payee) ?? 0n);
  }

  undistributed(): bigint {
    return sum([...this.versions].flatMap(([id, { parents }]) => parents.map((_, i) => this.pending(id, i))));
  }

  /** M-3: the proven parent, else the declared one with the highest E, the lowest id on a tie. */
  primaryIndex(versionId: bigint): number {
    const { proven, parents } = this.version(versionId);
    if (proven) return 0;
    const ranked = parents
      .map((id, index) => ({ id, index, effective: must(this.version(id).fixed).effective }))
      .sort((a, b) => Number(b.effective - a.effective) || Number(a.id - b.id));
    return must(ranked[0]).index;
  }

  #register(args: VersionRegisteredEvent.OutputObject): void {
    const pipeline = must(this.#pipelines.get(args.pipelineId));
    const parents = [...args.parents];
    const terms = parents
      .map((id) => this.version(id).terms)
      .reduce(
        (joined, parent) => ({
          royaltyBps: max(joined.royaltyBps, parent.royaltyBps),
          coParentBps: max(joined.coParentBps, parent.coParentBps),
          minPriceGwei: max(joined.minPriceGwei, parent.minPriceGwei),
        }),
        pipeline.terms,
      );
    this.versions.set(args.versionId, {
      benchmarkId: pipeline.benchmarkId,
      proven: BigInt(args.trainingCommitment) !== 0n,
      parents,
      terms,
      datasetBps: args.datasets.map((id) => must(this.#datasetBps.get(id))),
      collaboratorBps: args.collaborators.map(({ shareBps }) => shareBps),
      fundPercent: 0n,
      sales: 0n,
      inflow: 0n,
      pulled: parents.map(() => 0n),
    });
  }

  #fixShares(versionId: bigint, boundBps: bigint): void {
    const version = this.version(versionId);
    const { baselineBps, improved } = must(this.#firstScores.get(versionId));
    const own: bigint[] = [];
    const inflow: bigint[] = [];
    let effective = boundBps;
    if (version.parents.length > 0) {
      const primary = this.primaryIndex(versionId);
      const parent = this.version(must(version.parents[primary]));
      const parentBound = must(parent.fixed).effective;
      const comparable = parent.benchmarkId === version.benchmarkId;
      if (!comparable) effective = BPS;
      else if (!improved || boundBps <= parentBound) effective = parentBound;
      // r as a fraction: 1 unless both are comparable and the child is above the baseline.
      let [over, under] = [1n, 1n];
      if (comparable && effective > baselineBps)
        [over, under] = [max(parentBound - baselineBps, 0n), effective - baselineBps];
      inflow[primary] = ceilDiv(over * ONE, under);
      own[primary] = ceilDiv(parent.terms.royaltyBps * over * ONE, under * BPS);
      for (const [i, id] of version.parents.entries()) {
        if (i === primary) continue;
        inflow[i] = own[i] = (this.version(id).terms.coParentBps * (ONE - must(inflow[primary]))) / BPS;
      }
    }
    version.fixed = { effective, own, inflow, protocolBps: this.#protocolBps };
    // Invariant 14.
    expect(sum(own) <= ONE && sum(inflow) <= ONE, `shares of ${versionId}`).to.equal(true);
    // M-11: the event states what the rules give.
    const link = version.parents.reduce(
      (word, id, i) => word | ((id | (must(own[i]) << 28n) | (must(inflow[i]) << 44n)) << BigInt(60 * i)),
      (this.#protocolBps << 240n) | (version.fundPercent << 249n),
    );
    expect(this.#stated.get(versionId), `SharesFixed of ${versionId}`).to.deep.equal({ effective, link });
  }

  #settle(child: bigint, parent: bigint, amount: bigint): void {
    const version = this.version(child);
    const index = version.parents.indexOf(parent);
    expect(amount, `edge ${child} → ${parent}`).to.equal(this.pending(child, index));
    version.pulled[index] = this.edge(child, index);
    this.version(parent).inflow += amount;
  }

  #pay(payee: PayeeName, amount: bigint): void {
    const entitled = must(this.entitlements(BigInt(must(payee.split("/")[0]))).get(payee));
    expect(amount, payee).to.equal(this.owed(payee, entitled));
    this.#addPaid(payee, amount);
  }

  #addPaid(payee: PayeeName, amount: bigint): void {
    this.paid.set(payee, (this.paid.get(payee) ?? 0n) + amount);
    this.paidOut += amount;
  }
}
