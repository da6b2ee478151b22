import { formatAmount } from "./formatAmount.ts";
import { formatShares, percent } from "./formatShares.ts";
import { formatTime } from "./formatTime.ts";
import { formatWei } from "./formatWei.ts";
import type { VersionReport } from "./readVersion.ts";

const BPS = 10_000;

/** A version for people. Reported and verified scores never look alike. */
export function formatVersion(version: VersionReport): string {
  const { provenance } = version;
  const lines: [string, string][] = [
    [
      "version",
      `${[String(version.versionId), ...version.aliases].join(", ")} of pipeline ${String(version.pipelineId)}${version.pipelineName === "" ? "" : ` “${version.pipelineName}”`}, ${version.proven ? "training proven" : "measured, not proven"}`,
    ],
    ["full name", version.name],
    ["owner", version.owner],
    ["contributor", `${version.contributor}, registered ${formatTime(version.registeredAt)}`],
    ["licence", `${version.licence}${version.nonCommercial ? ", not for sale" : ""}`],
    ["parents", version.parents.join(", ") || (version.proven ? "none: trained from scratch" : "none declared")],
    ...inLines("trained on", describeDatasets(version)),
    ["manifest", version.manifestCid],
    ["status", `${version.status}${version.isRecordHolder ? ", record holder" : ""}`],
    ["reported", describeReported(version)],
    ["VERIFIED", describeVerified(version)],
    ...(provenance === null
      ? []
      : ([
          [
            "measured by",
            `${String(provenance.signers)} workers in epoch ${String(provenance.epoch)}, engine ${provenance.engineDigest}`,
          ],
          ["submitted in", provenance.submissionTransaction],
          ["settled in", `${provenance.settlementTransaction}, ${formatTime(provenance.settledAt)}`],
          ["reproduce with", version.reproduce],
        ] satisfies [string, string][])),
    ["price", describePrice(version)],
    ["sales", formatWei(version.salesWei)],
    ...inLines("who is paid", formatShares(version.revenueShares)),
  ];
  return lines.map(([name, value]) => `${name.padEnd(15)}${value}`).join("\n");
}

/** The name stands at the first of the lines only. */
function inLines(name: string, lines: readonly string[]): [string, string][] {
  return lines.map((line, i) => [i === 0 ? name : "", line]);
}

function describeDatasets({ trainedOn }: VersionReport): string[] {
  const lines = trainedOn.datasets.map((dataset) =>
    [
      `dataset ${String(dataset.datasetId)} of ${dataset.owner}`,
      `${dataset.licence}${dataset.nonCommercial ? ", not for sale" : ""}`,
      `royalty ${percent(dataset.royaltyBps, BPS)}${dataset.direct ? "" : ` of what version ${String(dataset.throughVersion)} keeps`}`,
      `manifest ${dataset.manifestCid}`,
    ].join(", "),
  );
  if (!trainedOn.complete)
    lines.push(`and more: ${String(trainedOn.versionsWalked)} versions of the lineage were looked at`);
  return lines.length === 0 ? ["nothing that is registered"] : lines;
}

function describePrice({ prices, priceUnit, suggestedPriceE18 }: VersionReport): string {
  const suggested = formatAmount(suggestedPriceE18, { symbol: priceUnit, decimals: 18 });
  if (prices.length === 0) return `not for sale (suggested ${suggested})`;
  const asked = prices.map(({ currency, price }) => formatAmount(price, currency)).join(" or ");
  return `${asked} for 30 days${priceUnit === "USD" ? ", priced in US dollars" : ""}`;
}

function describeReported({ reported }: VersionReport): string {
  if (reported === null) return "nothing";
  return `${String(reported.correct)} of ${String(reported.total)}, the contributor's own claim: not checked`;
}

function describeVerified({ verified, benchmarkId }: VersionReport): string {
  if (verified === null) return "nothing yet";
  const { correct, total, boundBps, validUntil, stale } = verified;
  const age = stale ? `STALE since ${formatTime(validUntil)}` : `valid until ${formatTime(validUntil)}`;
  return `${String(correct)} of ${String(total)} on benchmark ${String(benchmarkId)}, bound ${(boundBps / 100).toFixed(2)} %, ${age}`;
}
