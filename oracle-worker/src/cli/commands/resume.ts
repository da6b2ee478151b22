import { resolve } from "node:path";
import type { AddCommand } from "../addCommand.ts";
import { parseThreads } from "../parse/parseInteger.ts";

export const addResume: AddCommand = (program, bind) => {
  program
    .command("resume")
    .summary("go on with a training that was stopped")
    .description(
      "Goes on from the last intact checkpoint of a training that was stopped or killed, and ends in the same bits. Needs no key.",
    )
    .argument("<run>", "directory in which assay train was stopped")
    .option(
      "--threads <n>",
      "threads that train (default: half the cores, at most 4); the bits are the same",
      parseThreads,
    )
    .action(
      bind(async (context, path: string, { threads }: { threads?: number }) => {
        const { resumeRun } = await import("../resumeRun.ts");
        const { formatRun } = await import("../formatRun.ts");
        const directory = resolve(path);
        const { run, summary } = await resumeRun(context, directory, threads);
        context.print({
          value: summary ?? { ...run, directory },
          text: summary ? formatRun(summary) : `run ${directory} is finished: final root ${run.finalRoot}`,
        });
      }),
    );
};
