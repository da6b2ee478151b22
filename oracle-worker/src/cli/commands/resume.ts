import { resolve } from "node:path";
import type { AddCommand } from "../addCommand.ts";

export const addResume: AddCommand = (program, bind) => {
  program
    .command("resume")
    .summary("go on with a training that was stopped")
    .description(
      "Goes on from the last intact checkpoint of a training that was stopped or killed, and ends in the same bits. Needs no key.",
    )
    .argument("<run>", "directory in which assay train was stopped")
    .action(
      bind(async (context, path: string) => {
        const { resumeRun } = await import("../resumeRun.ts");
        const { formatRun } = await import("../formatRun.ts");
        const directory = resolve(path);
        const { run, summary } = await resumeRun(context, directory);
        context.print({
          value: summary ?? { ...run, directory },
          text: summary ? formatRun(summary) : `run ${directory} is finished: final root ${run.finalRoot}`,
        });
      }),
    );
};
