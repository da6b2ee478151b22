import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { AddressSchema, Hex32Schema } from "../core/hexSchema.ts";
import { AssayError } from "../errors.ts";
import { PipelineIdSchema } from "../pipeline/fields.ts";
import { SpecSchema } from "../pipeline/spec.ts";
import { readInputFile } from "./readInputFile.ts";
import { writeFileAtomically } from "./writeFileAtomically.ts";

const FILE_NAME = "training.json";
const MAX_BYTES = 1024 * 1024;

/** What is being trained in a directory: all that going on needs besides the checkpoints, the data and the chain. */
const TrainingSchema = z.strictObject({
  schema: z.literal("assay/training@1"),
  pipelineId: PipelineIdSchema,
  contributor: AddressSchema,
  spec: SpecSchema,
  /** Of the run under its seed: checkpoints of another one are not gone on from. */
  configDigest: Hex32Schema,
  /** On tensorflow it is a draft. */
  backend: z.enum(["assay", "tensorflow"]),
  engineDigest: Hex32Schema,
  /** Which states are kept to be published (`StatesPolicy`). */
  keepStates: z.union([z.enum(["all", "none"]), z.int().min(0)]),
});
export type Training = z.infer<typeof TrainingSchema>;

/** Path of the file that a directory has while its training is not finished. */
export function trainingFilePath(directory: string): string {
  return join(directory, FILE_NAME);
}

export async function writeTraining(directory: string, training: Training): Promise<void> {
  await writeFileAtomically(trainingFilePath(directory), `${JSON.stringify(training, null, 2)}\n`);
}

/** @throws AssayError `FileUnreadable`, `RunInvalid` naming every offending field */
export async function readTraining(directory: string): Promise<Training> {
  const path = trainingFilePath(directory);
  if (!existsSync(path)) throw invalid(directory, "holds no training", undefined);
  const result = TrainingSchema.safeParse(parseJson(path, await readInputFile(path, MAX_BYTES)));
  if (result.success) return result.data;
  throw invalid(path, `is invalid: ${z.prettifyError(result.error)}`, result.error);
}

function parseJson(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw invalid(path, "is not JSON", cause);
  }
}

function invalid(path: string, problem: string, cause: unknown): AssayError {
  return new AssayError("RunInvalid", `${path} ${problem}`, {
    hint: "name the directory in which assay train was stopped",
    cause,
  });
}
