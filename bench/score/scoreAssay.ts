// node --import tsx scoreAssay.ts <folder of the workload>: the product's own predictors on one thread, as a contestant.
import { z } from "zod";
import { ArchitectureSchema } from "../../oracle-worker/src/models/architecture.ts";
import { useBackend } from "../../oracle-worker/src/models/backend.ts";
import { createFeaturePredictor, createTextPredictor } from "../../oracle-worker/src/models/createPredictor.ts";
import { readWorkload } from "../peers/readWorkload.mjs";
import { servePredictions } from "../peers/servePredictions.mjs";

const SettingsSchema = z.object({ architecture: ArchitectureSchema, rows: z.number(), batches: z.number() });

const { settings, weights, integers, floats } = readWorkload(process.argv[2] ?? "");
const { architecture, rows, batches } = SettingsSchema.parse(settings);
await useBackend("assay", { threads: 1 });
await servePredictions(batches, rows, openPredictor());
process.exit();

/** @returns classes of the rows of a batch */
function openPredictor(): (batch: number) => Uint16Array {
  const rowsOf = <T>(inputs: readonly T[], batch: number): readonly T[] =>
    inputs.slice(batch * rows, (batch + 1) * rows);
  if (architecture.kind === "mlp") {
    const values = floats("inputs.bin");
    const { features } = architecture;
    const inputs = Array.from({ length: rows * batches }, (_, row) =>
      values.subarray(row * features, (row + 1) * features),
    );
    const predictor = createFeaturePredictor(architecture, weights);
    return (batch) => predictor.predict(rowsOf(inputs, batch));
  }
  if (architecture.kind !== "textClassifier") throw new RangeError(`a ${architecture.kind} is not scored here`);
  const words = integers("words.bin");
  const starts = integers("starts.bin");
  const bags = Array.from({ length: rows * batches }, (_, row) => words.subarray(starts[row], starts[row + 1]));
  const predictor = createTextPredictor(architecture, weights);
  return (batch) => predictor.predict(rowsOf(bags, batch));
}
