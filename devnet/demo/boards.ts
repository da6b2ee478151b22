import { z } from "zod";

import type { Leaderboard } from "../../oracle-worker/src/cli/readLeaderboard.ts";
import type { CommandResult, Stage } from "./stage.ts";
import { formatBps, formatEther, renderTable } from "./table.ts";

const Rank = z.object({ rank: z.number(), contributor: z.string() });
const AccuracySchema = Rank.extend({
  benchmarkId: z.number(),
  versionId: z.number(),
  boundBps: z.number(),
  record: z.boolean(),
});
const PopularitySchema = Rank.extend({ versionId: z.number(), feeWei: z.string(), salesWei: z.string() });
const ContributorSchema = Rank.extend({
  versions: z.number(),
  feeWei: z.string(),
  salesWei: z.string(),
  records: z.number(),
  recordRank: z.number(),
});
const OriginSchema = z.object({
  trainedOn: z.object({
    datasets: z.array(
      z.object({ datasetId: z.number(), throughVersion: z.number(), direct: z.boolean(), owner: z.string() }),
    ),
    complete: z.boolean(),
  }),
  revenueShares: z.object({
    payees: z.array(
      z.object({
        kind: z.string(),
        account: z.string().nullable(),
        datasetId: z.number().nullable(),
        keptE8: z.number(),
      }),
    ),
    passedUp: z.array(
      z.object({ parent: z.number(), owner: z.string(), salesShare: z.number(), inflowShare: z.number() }),
    ),
  }),
});

/** The boards as the public command shows them. */
export interface Boards {
  readonly accuracy: z.infer<typeof AccuracySchema>[];
  readonly popularity: z.infer<typeof PopularitySchema>[];
  readonly contributors: z.infer<typeof ContributorSchema>[];
}

/** What a version was trained on, through its ancestors too, and who is paid when it sells. */
export type Origin = { readonly version: number } & z.infer<typeof OriginSchema>;

/** Asks for every board and for the origin of a version with public commands. */
export async function readBoards(stage: Stage, version: bigint): Promise<{ boards: Boards; origin: Origin }> {
  const ranked = async (by: Leaderboard["by"]): Promise<unknown> =>
    rowsOf(await stage.assay("buyer-2", "leaderboard", "--by", by));
  const boards = {
    accuracy: z.array(AccuracySchema).parse(await ranked("accuracy")),
    popularity: z.array(PopularitySchema).parse(await ranked("popularity")),
    contributors: z.array(ContributorSchema).parse(await ranked("contributors")),
  };
  const shown = OriginSchema.parse(await stage.assay("buyer-2", "show", String(version)));
  return { boards, origin: { version: Number(version), ...shown } };
}

function rowsOf(result: CommandResult): unknown {
  return result["rows"];
}

/** The boards for people. @param nameOf an account's name in the story */
export function renderBoards(
  { accuracy, popularity, contributors }: Boards,
  nameOf: (account: string) => string,
): string {
  const byAccuracy = renderTable(
    ["by accuracy: benchmark", "rank", "version", "by", "bound", "record"],
    accuracy.map((row) => [
      String(row.benchmarkId),
      String(row.rank),
      String(row.versionId),
      nameOf(row.contributor),
      formatBps(row.boundBps),
      row.record ? "yes" : "no",
    ]),
  );
  const byPopularity = renderTable(
    ["by popularity: rank", "version", "by", "protocol fee paid (ETH)", "sales (ETH)"],
    popularity.map((row) => [
      String(row.rank),
      String(row.versionId),
      nameOf(row.contributor),
      formatEther(BigInt(row.feeWei)),
      formatEther(BigInt(row.salesWei)),
    ]),
  );
  const byContributor = renderTable(
    ["by contributor: rank", "who", "versions", "protocol fees paid (ETH)", "records", "rank by records"],
    contributors.map((row) => [
      String(row.rank),
      nameOf(row.contributor),
      String(row.versions),
      formatEther(BigInt(row.feeWei)),
      String(row.records),
      String(row.recordRank),
    ]),
  );
  return [byAccuracy, byPopularity, byContributor].join("\n\n");
}

/** Two tables for people: what is under the hood, and who is paid. */
export function renderOrigin(
  { version, trainedOn, revenueShares }: Origin,
  nameOf: (account: string) => string,
): string {
  const name = `version ${String(version)}`;
  const under = renderTable(
    [`${name} was trained on dataset`, "of", "through"],
    trainedOn.datasets.map(({ datasetId, owner, direct, throughVersion }) => [
      String(datasetId),
      nameOf(owner),
      direct ? "itself" : `version ${String(throughVersion)}`,
    ]),
  );
  const { passedUp, payees } = revenueShares;
  const paid = renderTable(
    [`of the sales of ${name}`, "goes to", "as"],
    [
      ...passedUp.map(({ parent, owner, salesShare }) => [
        formatShare(salesShare / 65_535),
        nameOf(owner),
        `owner of its parent, version ${String(parent)}`,
      ]),
      ...payees.map(({ kind, account, datasetId, keptE8 }) => [
        formatShare((keptE8 / 1e8) * (1 - passedUp.reduce((sum, { salesShare }) => sum + salesShare, 0) / 65_535)),
        account === null ? "–" : nameOf(account),
        datasetId === null ? kind : `owner of dataset ${String(datasetId)}`,
      ]),
    ],
  );
  return `${under}\n\n${paid}`;
}

function formatShare(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
