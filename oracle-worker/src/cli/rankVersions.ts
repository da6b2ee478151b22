/** What the chain says of a version's sales (docs/SPEC.md, B-2). */
export type VersionSales = {
  versionId: number;
  pipelineId: number;
  /** Chosen by its owner: anything. */
  pipelineName: string;
  benchmarkId: number;
  contributor: string;
  /** Protocol fee paid in the native coin. */
  feeWei: bigint;
  /** Own sales in the native coin. */
  salesWei: bigint;
  record: boolean;
};

export type PopularityRow = { rank: number } & VersionSales;

/** `rank`: by the fees paid; `recordRank`: by the records held. */
export type ContributorRow = {
  rank: number;
  contributor: string;
  versions: number;
  feeWei: bigint;
  salesWei: bigint;
  records: number;
  recordRank: number;
};

/** Most fee first, lower id first on ties. */
export function rankVersions(versions: readonly VersionSales[]): PopularityRow[] {
  return [...versions]
    .sort((a, b) => descending(a.feeWei, b.feeWei) || a.versionId - b.versionId)
    .map((row, i) => ({ rank: i + 1, ...row }));
}

/** Sums over each contributor's versions (B-3): most fee first, then most records, lower address first on ties. */
export function rankContributors(versions: readonly VersionSales[]): ContributorRow[] {
  const sums = new Map<string, Omit<ContributorRow, "rank" | "recordRank">>();
  for (const { contributor, feeWei, salesWei, record } of versions) {
    const sum = sums.get(contributor) ?? { contributor, versions: 0, feeWei: 0n, salesWei: 0n, records: 0 };
    sums.set(contributor, {
      contributor,
      versions: sum.versions + 1,
      feeWei: sum.feeWei + feeWei,
      salesWei: sum.salesWei + salesWei,
      records: sum.records + (record ? 1 : 0),
    });
  }
  const byAddress = [...sums.values()].sort((a, b) =>
    a.contributor.toLowerCase() < b.contributor.toLowerCase() ? -1 : 1,
  );
  const byFee = byAddress.toSorted((a, b) => descending(a.feeWei, b.feeWei) || b.records - a.records);
  const byRecords = byAddress.toSorted((a, b) => b.records - a.records || descending(a.feeWei, b.feeWei));
  return byFee.map((row, i) => ({ rank: i + 1, ...row, recordRank: byRecords.indexOf(row) + 1 }));
}

function descending(a: bigint, b: bigint): number {
  return a === b ? 0 : a > b ? -1 : 1;
}
