import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { AddressSchema, Hex32Schema } from "../core/hexSchema.ts";
import { AssayError } from "../errors.ts";
import { ArtefactSchema } from "../ipfs/artefact.ts";
import { PipelineIdSchema } from "../pipeline/fields.ts";
import { readInputFile } from "../runs/readInputFile.ts";
import { trainingFilePath } from "../runs/trainingFile.ts";

const FILE_NAME = "run.json";
const MAX_RUN_BYTES = 64 * 1024;
const HINT = "name the directory that assay train or assay import wrote";

/** What every run has, whatever its origin. */
const common = {
  schema: z.literal("assay/run@1"),
  pipelineId: PipelineIdSchema,
  contributor: AddressSchema,
  spec: ArtefactSchema,
  weights: ArtefactSchema,
  finalRoot: Hex32Schema,
};

/** What training leaves besides. */
const training = {
  log: ArtefactSchema,
  checkpoints: ArtefactSchema,
  leaves: ArtefactSchema,
  initRoot: Hex32Schema,
  dataDigest: Hex32Schema,
  configDigest: Hex32Schema,
  logHead: Hex32Schema,
  checkpointsRoot: Hex32Schema,
  engineDigest: Hex32Schema,
  steps: z.int().min(1),
};

/**
 * What `assay train` and `assay import` leave beside the artefacts in the store: everything of a run but its metrics.
 */
const RunSchema = z.discriminatedUnion("origin", [
  z.strictObject({ ...common, origin: z.literal("trained"), ...training }),
  z.strictObject({ ...common, origin: z.literal("draft"), ...training }),
  z.strictObject({ ...common, origin: z.literal("imported") }),
]);
export type Run = z.infer<typeof RunSchema>;
export type TrainedRunFile = Exclude<Run, { origin: "imported" }>;

/** Path of the run file in a run's directory. */
export function runFilePath(directory: string): string {
  return join(directory, FILE_NAME);
}

/** Path of the wall-clock times beside it, which nothing commits to. */
export function timesFilePath(directory: string): string {
  return join(directory, "times.json");
}

/** Reads the run in a directory, or a run file. @throws AssayError `FileUnreadable`, `RunUnfinished`, `RunInvalid` naming every offending field */
export async function readRun(path: string): Promise<Run> {
  const isDirectory = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const file = isDirectory ? runFilePath(path) : path;
  if (isDirectory && !existsSync(file)) throw noRun(path);
  const text = new TextDecoder().decode(await readInputFile(file, MAX_RUN_BYTES));
  const result = RunSchema.safeParse(parseJson(file, text));
  if (result.success) return result.data;
  throw invalid(file, z.prettifyError(result.error), result.error);
}

/** A directory without a run: a training that was stopped, or anything else. */
function noRun(directory: string): AssayError {
  if (existsSync(trainingFilePath(directory)))
    return new AssayError("RunUnfinished", `${directory} holds a training that was stopped`, {
      hint: `go on with assay resume ${directory}`,
    });
  return new AssayError("RunInvalid", `${directory} holds no run`, { hint: HINT });
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(file, "is not JSON", cause);
  }
}

function invalid(file: string, problem: string, cause: unknown): AssayError {
  return new AssayError("RunInvalid", `${file}: ${problem}`, {
    hint: HINT,
    cause,
  });
}
