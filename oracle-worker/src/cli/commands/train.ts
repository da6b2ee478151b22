import { resolve } from "node:path";
import { Option } from "commander";
import type { TrainingBackend } from "../../models/backend.ts";
import type { StatesPolicy } from "../../proof/retention.ts";
import type { AddCommand } from "../addCommand.ts";
import { parsePipelineId, parseThreads } from "../parse/parseInteger.ts";
import { parseStatesPolicy } from "../parse/parseStatesPolicy.ts";

type Options = {
  pipeline?: number;
  out?: string;
  keepStates?: StatesPolicy;
  threads?: number;
  backend: TrainingBackend;
};

export const addTrain: AddCommand = (program, bind) => {
  program
    .command("train")
    .summary("train a version of a pipeline")
    .description(
      "Trains a version: fetches the spec's datasets and parent, runs every step, and keeps the result in the home. From its first checkpoint on it can be resumed, however it ends.",
    )
    .argument("<spec>", "spec file, JSON")
    .option(
      "--pipeline <id>",
      "pipeline it will join (default: this account's latest with the same spec)",
      parsePipelineId,
    )
    .option("--out <dir>", "directory of the run (default: runs/ in the home)")
    .option(
      "--keep-states <policy>",
      "checkpoints whose states are published, for cheap verification: all, none, or at most so many, evenly spaced (default: what fits 256 MiB)",
      parseStatesPolicy,
    )
    .option(
      "--threads <n>",
      "threads that train (default: half the cores, at most 4); the bits are the same",
      parseThreads,
    )
    .addOption(
      new Option(
        "--backend <name>",
        "assay, the engine, whose training can be proven; tensorflow, once npm run setup:tensorflow has installed it: a draft, which can be registered as measured only",
      )
        .choices(["assay", "tensorflow"])
        .default("assay"),
    )
    .action(
      bind(async (context, file: string, { pipeline, out, ...options }: Options) => {
        const { trainRun } = await import("../trainRun.ts");
        const { formatRun } = await import("../formatRun.ts");
        const run = await trainRun(context, {
          file,
          pipelineId: pipeline,
          directory: out === undefined ? undefined : resolve(out),
          keepStates: options.keepStates,
          threads: options.threads,
          backend: options.backend,
        });
        context.print({ value: run, text: formatRun(run) });
      }),
    );
};
