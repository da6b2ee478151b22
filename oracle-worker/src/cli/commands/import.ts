import { resolve } from "node:path";
import type { AddCommand } from "../addCommand.ts";
import { parsePipelineId } from "../parse/parseInteger.ts";

export const addImport: AddCommand = (program, bind) => {
  program
    .command("import")
    .summary("make a run of weights that were trained elsewhere")
    .description(
      "Makes a run of a .safetensors file or a model.json (tf.LayersModel) whose tensors are exactly those of the spec's architecture. It has no proof: assay register takes it with --no-proof only.",
    )
    .argument("<file>", ".safetensors file, or model.json with its .bin files beside it")
    .requiredOption("--spec <file>", "spec file, JSON: the architecture, and the pipeline it was minted from")
    .option(
      "--pipeline <id>",
      "pipeline it will join (default: this account's latest with the same spec)",
      parsePipelineId,
    )
    .option("--out <dir>", "directory of the run (default: runs/ in the home)")
    .action(
      bind(async (context, file: string, options: { spec: string; pipeline?: number; out?: string }) => {
        const { importModel } = await import("../importModel.ts");
        const run = await importModel(context, {
          file: resolve(file),
          specFile: options.spec,
          pipelineId: options.pipeline,
          directory: options.out === undefined ? undefined : resolve(options.out),
        });
        context.print({
          value: run,
          text: `run ${run.directory}: imported for pipeline ${String(run.pipelineId)}, measured and not proven, final root ${run.finalRoot}`,
        });
      }),
    );
};
