import { readFile } from "node:fs/promises";
import { z } from "zod";
import { AddressSchema } from "../core/hexSchema.ts";
import { AssayError } from "../errors.ts";

/** Where the protocol stands on one chain: what the deployment writes and everyone else reads. */
export const DeploymentSchema = z.strictObject({
  chainId: z.int().min(1),
  /** Block of the first contract: nobody needs to look for events before it. */
  fromBlock: z.int().min(0),
  contracts: z.strictObject({
    AccessManager: AddressSchema,
    PipelineRegistry: AddressSchema,
    Policies: AddressSchema,
    DatasetRegistry: AddressSchema,
    Benchmarks: AddressSchema,
    Scores: AddressSchema,
    Currencies: AddressSchema,
    Market: AddressSchema,
    Committee: AddressSchema,
    Reassessments: AddressSchema,
    AssayLens: AddressSchema,
    BoardLens: AddressSchema,
    TokenRenderer: AddressSchema,
    FunctionsScoreSource: AddressSchema.optional(),
  }),
});

export type Deployment = z.infer<typeof DeploymentSchema>;

/** @throws AssayError `FileUnreadable`, or `DeploymentInvalid` naming every offending field. */
export async function readDeployment(path: string): Promise<Deployment> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new AssayError("FileUnreadable", `cannot read the deployment file ${path}`, {
      hint: "name the deployment.json of the network in assay.json (deployment)",
      cause,
    });
  });
  const result = DeploymentSchema.safeParse(parseJson(path, text));
  if (result.success) return result.data;
  throw invalid(path, z.prettifyError(result.error), result.error);
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(path, "is not JSON", cause);
  }
}

function invalid(path: string, problem: string, cause: unknown): AssayError {
  return new AssayError("DeploymentInvalid", `${path}: ${problem}`, {
    hint: "take the file that the deployment or the local network wrote",
    cause,
  });
}
