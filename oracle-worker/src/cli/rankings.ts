/** What `assay leaderboard` ranks by. */
export const RANKINGS = ["accuracy", "popularity", "contributors", "records"] as const;
export type Ranking = (typeof RANKINGS)[number];

export type LeaderboardOptions = {
  by: Ranking;
  /** Only this benchmark's versions. */
  benchmark?: number;
  /** The first so many rows; by accuracy, of each benchmark. */
  limit?: number;
};
