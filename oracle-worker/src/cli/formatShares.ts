import type { RevenueShares } from "./readRevenueShares.ts";

/** Denominators of shares (docs/SPEC.md, B-6). */
const E8 = 100_000_000;
const SHARE_ONE = 65_535;

/** Who is paid when a version sells, one line each. */
export function formatShares({ fixed, payees, passedUp }: RevenueShares): string[] {
  const up = passedUp.map(
    ({ parent, owner, salesShare, inflowShare }) =>
      `${percent(salesShare, SHARE_ONE)} of its sales and ${percent(inflowShare, SHARE_ONE)} of what flows in go up to version ${String(parent)} of ${owner}`,
  );
  const kept = payees.map(
    ({ kind, account, datasetId, keptE8 }) =>
      `${percent(keptE8, E8)} of what it keeps: ${kind}${datasetId === null ? "" : ` ${String(datasetId)}`}${account === null ? "" : ` ${account}`}`,
  );
  return [...up, ...kept, ...(fixed ? [] : ["fixed for ever by its first final score, when parents get their shares"])];
}

/** With two decimals. */
export function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(2)} %`;
}
