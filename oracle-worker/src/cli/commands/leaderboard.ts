import type { AddCommand } from "../addCommand.ts";
import { parseBenchmarkId } from "../parse/parseInteger.ts";

export const addLeaderboard: AddCommand = (program, bind) => {
  program
    .command("leaderboard")
    .summary("show who is best")
    .description("Shows the board of a benchmark, or of each, as the chain keeps it. Needs no key.")
    .argument("[benchmark]", "benchmark id", parseBenchmarkId)
    .option("--csv", "print CSV")
    .action(
      bind(async (context, benchmarkId: number | undefined, options: { csv?: true }) => {
        const { readBoards } = await import("../readBoards.ts");
        const { formatBoards, formatBoardsCsv } = await import("../formatBoards.ts");
        const boards = await readBoards(context, benchmarkId);
        context.print({ value: boards, text: options.csv === true ? formatBoardsCsv(boards) : formatBoards(boards) });
      }),
    );
};
