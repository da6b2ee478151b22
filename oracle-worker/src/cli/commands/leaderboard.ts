import { Option } from "commander";
import type { AddCommand } from "../addCommand.ts";
import { integerBetween, parseBenchmarkId } from "../parse/parseInteger.ts";
import { type LeaderboardOptions, RANKINGS } from "../rankings.ts";

export const addLeaderboard: AddCommand = (program, bind) => {
  program
    .command("leaderboard")
    .summary("show who is best")
    .description(
      "Shows who is best, at one block. By accuracy: each benchmark's board, by the verified bound. By popularity: versions, by the protocol fee they have paid in the native coin. By contributors: the same, summed over each contributor's versions, beside the records they hold. By records: who holds each benchmark's record; a version that is no better takes it in at most 0.13 % of the tries. Needs no key.",
    )
    .addOption(new Option("--by <ranking>", "what is ranked").choices(RANKINGS).default("accuracy"))
    .option("--benchmark <id>", "only versions of this benchmark", parseBenchmarkId)
    .option("--limit <n>", "the first n rows; by accuracy, of each benchmark", integerBetween(1, 1_000_000))
    .option("--csv", "print CSV (RFC 4180) in raw units: wei, basis points, seconds since 1970")
    .action(
      bind(async (context, { csv, ...options }: LeaderboardOptions & { csv?: true }) => {
        const { readLeaderboard } = await import("../readLeaderboard.ts");
        const { formatLeaderboard, formatLeaderboardCsv } = await import("../formatLeaderboard.ts");
        const board = await readLeaderboard(context, options);
        context.print(
          csv === true
            ? { value: board, text: formatLeaderboardCsv(board), isExact: true }
            : { value: board, text: formatLeaderboard(board) },
        );
      }),
    );
};
