import { resolve } from "node:path";
import type { AddCommand } from "../addCommand.ts";
import { parsePipelineId } from "../parse/parseInteger.ts";

export const addTrain: AddCommand = (program, bind) => {
  program
    .command("train")
    .summary("train a version of a pipeline")
    .description(
      "Trains a version: fetches the spec's datasets and parent, runs every step, and keeps the result in the home.",
    )
    .argument("<spec>", "spec file, JSON")
    .option(
      "--pipeline <id>",
      "pipeline it will join (default: this account's latest with the same spec)",
      parsePipelineId,
    )
    .option("--out <dir>", "directory of the run (default: runs/ in the home)")
    .action(
      bind(async (context, file: string, options: { pipeline?: number; out?: string }) => {
        const { trainRun } = await import("../trainRun.ts");
        const run = await trainRun(context, {
          file,
          pipelineId: options.pipeline,
          directory: options.out === undefined ? undefined : resolve(options.out),
        });
        context.print({
          value: run,
          text: `run ${run.directory}: ${String(run.steps)} steps for pipeline ${String(run.pipelineId)}, loss ${run.loss}, final root ${run.finalRoot}`,
        });
      }),
    );
};
