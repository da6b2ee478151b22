import { bitsOf } from "../core/bitsOf.ts";
import { cidOfSha256 } from "../ipfs/rawCid.ts";
import type { CommandContext } from "./commandContext.ts";
import { nameOf } from "./nameOf.ts";
import { type ChainSession, openChain } from "./openChain.ts";
import type { VersionRef } from "./parse/parseVersionRef.ts";
import { type Currency, readCurrency } from "./readCurrency.ts";
import { readRevenueShares, type RevenueShares } from "./readRevenueShares.ts";
import { readTrainedOn, type TrainedOn } from "./readTrainedOn.ts";
import { resolveVersion } from "./resolveVersion.ts";

/** `ScoreStatus` of contracts/types/Score.sol. */
const STATUSES = ["none", "reported", "verified", "final", "void"] as const;

/** Which transaction made the Final score what it is, and who signed the batch. */
export type Provenance = {
  settledAt: number;
  settlementTransaction: string;
  submissionTransaction: string;
  epoch: number;
  engineDigest: string;
  signers: number;
};

export type VersionReport = {
  versionId: number;
  /** Full name, which says where anyone can verify it (docs/SPEC.md, P-8). */
  name: string;
  pipelineId: number;
  pipelineName: string;
  /** The pipeline's aliases that name it. */
  aliases: ("latest" | "stable")[];
  /** SPDX expression, "SHA-256 0x…" of the licence's text, or "all rights reserved"; whoever buys accepts it. */
  licence: string;
  nonCommercial: boolean;
  benchmarkId: number;
  owner: string;
  contributor: string;
  registeredAt: number;
  manifestCid: string;
  proven: boolean;
  parents: number[];
  /** Those that the version itself was trained on. */
  datasets: { datasetId: number; licence: string; nonCommercial: boolean; royaltyBps: number }[];
  /** Those and its ancestors'. */
  trainedOn: TrainedOn;
  revenueShares: RevenueShares;
  status: (typeof STATUSES)[number];
  /** What the contributor's own file claims, notarised; null: not reported. */
  reported: { correct: number; total: number } | null;
  /** What the committee measured; null: no Final score. */
  verified: { correct: number; total: number; boundBps: number; validUntil: number; stale: boolean } | null;
  provenance: Provenance | null;
  effectiveBoundBps: number;
  isRecordHolder: boolean;
  forSale: boolean;
  /** What 30 days cost now, in every currency that takes payment; none where it is not for sale. */
  prices: { currency: Currency; price: bigint }[];
  /** What the price follows the score in: "ETH", "USD" or a token's symbol. */
  priceUnit: string;
  /** The accuracy-tied price in 10⁻¹⁸ of that unit, whether or not it is asked for. */
  suggestedPriceE18: bigint;
  /** In the native coin. */
  salesWei: bigint;
  /** Command that measures it again on the same published data. */
  reproduce: string;
};

/** Everything the chain says of a version. @throws AssayError `NotFound` */
export async function readVersion(context: CommandContext, ref: VersionRef): Promise<VersionReport> {
  using chain = await openChain(context);
  const versionId = await resolveVersion(chain, ref);
  const { scores, lens } = chain.contracts;
  const datasets = await chain.read(() => lens.datasetsOf(versionId));
  const view = await chain.read(() => lens.versionOf(versionId));
  const score = await chain.read(() => scores.scoreOf(versionId));
  const report = await chain.read(() => scores.reportOf(versionId));
  const isFinal = score.settledAt > 0n;
  const total = Number(view.total);
  return {
    versionId,
    name: nameOf(chain, versionId),
    pipelineId: Number(view.pipelineId),
    pipelineName: view.pipelineName,
    aliases: [...(view.isLatest ? ["latest" as const] : []), ...(view.isStable ? ["stable" as const] : [])],
    licence: view.licence,
    nonCommercial: view.nonCommercial,
    benchmarkId: Number(view.benchmarkId),
    owner: view.owner,
    contributor: view.contributor,
    registeredAt: Number(view.registeredAt),
    manifestCid: cidOfSha256(view.manifestDigest),
    proven: view.proven,
    parents: view.parents.map(Number),
    datasets: datasets.map(({ datasetId, licence, nonCommercial, royaltyBps }) => ({
      datasetId: Number(datasetId),
      licence,
      nonCommercial,
      royaltyBps: Number(royaltyBps),
    })),
    trainedOn: await readTrainedOn(chain, versionId),
    revenueShares: await readRevenueShares(chain, versionId),
    status: STATUSES[Number(view.status)] ?? "none",
    reported: report.reportedAt === 0n ? null : { correct: Number(report.correct), total },
    verified: isFinal
      ? {
          correct: Number(view.correct),
          total,
          boundBps: Number(view.boundBps),
          validUntil: Number(view.validUntil),
          stale: view.stale,
        }
      : null,
    provenance: isFinal ? await readProvenance(chain, versionId, Number(score.settledAt)) : null,
    effectiveBoundBps: Number(view.effectiveBoundBps),
    isRecordHolder: view.isRecordHolder,
    forSale: view.forSale,
    prices: await readPrices(chain, versionId),
    priceUnit: view.inUsd ? "USD" : (await readCurrency(chain, view.currency)).symbol,
    suggestedPriceE18: view.suggestedPriceE18,
    salesWei: view.salesWei,
    reproduce: `assay score ${String(versionId)}`,
  };
}

async function readPrices(chain: ChainSession, versionId: number): Promise<VersionReport["prices"]> {
  const rows = await chain.read(() => chain.contracts.lens.pricesOf(versionId));
  const prices: VersionReport["prices"] = [];
  for (const { currency, price } of rows) prices.push({ currency: await readCurrency(chain, currency), price });
  return prices;
}

async function readProvenance(
  { contracts, deployment, read }: ChainSession,
  versionId: number,
  settledAt: number,
): Promise<Provenance | null> {
  const { scores, committee } = contracts;
  const settlements = await read(() =>
    scores.queryFilter(scores.filters.ScoreSettled(versionId), deployment.fromBlock),
  );
  const settlement = settlements.at(-1);
  if (settlement === undefined) return null;
  const settled = await read(() =>
    committee.queryFilter(
      committee.filters.BatchSettled(settlement.args.benchmarkId),
      settlement.blockNumber,
      settlement.blockNumber,
    ),
  );
  const batch = settled.find(({ transactionHash }) => transactionHash === settlement.transactionHash);
  if (batch === undefined) return null;
  const { benchmarkId, epoch, round } = batch.args;
  const filter = committee.filters.BatchSubmitted(benchmarkId, epoch);
  const submissions = await read(() => committee.queryFilter(filter, deployment.fromBlock));
  const submission = submissions.findLast(({ args }) => args.round === round);
  if (submission === undefined) return null;
  return {
    settledAt,
    settlementTransaction: settlement.transactionHash,
    submissionTransaction: submission.transactionHash,
    epoch: Number(epoch),
    engineDigest: submission.args.engineDigest,
    // A bit per seat in the committee.
    signers: bitsOf(submission.args.signers).length,
  };
}
