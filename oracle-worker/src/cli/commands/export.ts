import { resolve } from "node:path";
import { Option } from "commander";
import type { AddCommand } from "../addCommand.ts";
import type { ExportFormat } from "../exportModel.ts";

export const addExport: AddCommand = (program, bind) => {
  program
    .command("export")
    .summary("write a version's weights for other programs")
    .description(
      "Writes the weights of a version or run: as safetensors, or as the model.json that tf.loadLayersModel reads in a browser (mlp with relu, cnn, the dense part of a textClassifier; of the others the weights alone, for tf.io.loadWeights).",
    )
    .argument("<version|run>", "version: its id, PIPELINE@latest or PIPELINE@stable; or directory of a run")
    .addOption(
      new Option("--format <format>", "what is written").choices(["safetensors", "model-json"]).makeOptionMandatory(),
    )
    .requiredOption("--out <dir>", "directory for the files")
    .action(
      bind(async (context, name: string, options: { format: ExportFormat; out: string }) => {
        const { exportModel } = await import("../exportModel.ts");
        const model = await exportModel(context, { name, format: options.format, directory: resolve(options.out) });
        context.print({
          value: model,
          text: `${model.kind} in ${model.directory}: ${model.files.join(", ")}`,
        });
      }),
    );
};
