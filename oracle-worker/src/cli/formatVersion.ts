import { formatTime } from "./formatTime.ts";
import { formatWei } from "./formatWei.ts";
import type { VersionReport } from "./readVersion.ts";

/** A version for people. Reported and verified scores never look alike. */
export function formatVersion(version: VersionReport): string {
  const { provenance } = version;
  const lines: [string, string][] = [
    [
      "version",
      `${String(version.versionId)} of pipeline ${String(version.pipelineId)}, ${version.proven ? "training proven" : "measured, not proven"}`,
    ],
    ["full name", version.name],
    ["owner", version.owner],
    ["contributor", `${version.contributor}, registered ${formatTime(version.registeredAt)}`],
    ["parents", version.parents.join(", ") || (version.proven ? "none: trained from scratch" : "none declared")],
    [
      "datasets",
      version.datasets
        .map(({ datasetId, royaltyBps }) => `${String(datasetId)} (${String(royaltyBps)} bps)`)
        .join(", ") || "none",
    ],
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
    [
      "price",
      version.forSale
        ? `${formatWei(version.priceWei)} for 30 days`
        : `not for sale (suggested ${formatWei(version.suggestedPriceWei)})`,
    ],
    ["sales", formatWei(version.salesWei)],
  ];
  return lines.map(([name, value]) => `${name.padEnd(15)}${value}`).join("\n");
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
