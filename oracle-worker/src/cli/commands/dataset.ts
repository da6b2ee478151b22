import type { AddCommand } from "../addCommand.ts";
import { integerBetween, parseDatasetId } from "../parse/parseInteger.ts";

type Options = {
  name: string;
  licence: string;
  nonCommercial?: true;
  royaltyBps: number;
  description: string;
  previous?: number;
};

export const addDataset: AddCommand = (program, bind) => {
  program
    .command("dataset")
    .summary("register datasets")
    .description("Datasets that versions are trained on; their owners are paid a royalty.")
    .command("add")
    .summary("publish a file and register it as a dataset")
    .description(
      "Publishes a file as a dataset: plain text (.txt), CSV (text,label, or columns of numbers and label) or JSON lines ({text, label} or {features, label}), in UTF-8.",
    )
    .argument("<file>", "the data")
    .requiredOption("--name <text>", "name of the dataset")
    .requiredOption("--licence <spdx>", "SPDX licence expression of the data, such as CC0-1.0")
    .option("--non-commercial", "no version trained on it may be offered for sale")
    .requiredOption("--royalty-bps <bps>", "part of what a version keeps, 0 to 1000", integerBetween(0, 1000))
    .option("--description <text>", "where the data is from", "")
    .option("--previous <dataset>", "the dataset that this one replaces", parseDatasetId)
    .action(
      bind(async (context, file: string, options: Options) => {
        const { addDatasetFile } = await import("../addDatasetFile.ts");
        const { royaltyBps, previous, name, description, licence } = options;
        const added = await addDatasetFile(context, {
          file,
          name,
          description,
          licence,
          nonCommercial: options.nonCommercial ?? false,
          royaltyBps,
          previous: previous ?? 0,
        });
        context.print({
          value: added,
          text: `dataset ${String(added.datasetId)}: ${String(added.rows)} rows, manifest ${added.manifest.cid}`,
        });
      }),
    );
};
