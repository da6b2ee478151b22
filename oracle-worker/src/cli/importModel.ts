import { join } from "node:path";
import { asHex } from "../chain/asHex.ts";
import { sha256, toHex } from "../core/sha256.ts";
import { encodeSafetensors } from "../models/safetensors.ts";
import { weightsRoot } from "../proof/weightsRoot.ts";
import { writeFileAtomically } from "../runs/writeFileAtomically.ts";
import type { CommandContext } from "./commandContext.ts";
import { findPipeline } from "./findPipeline.ts";
import { openAccount } from "./openAccount.ts";
import { openStore } from "./openStore.ts";
import { readModelFile } from "./readModelFile.ts";
import { readSpecFile } from "./readSpecFile.ts";
import { type Run, runFilePath } from "./runFile.ts";

export type ImportOptions = {
  file: string;
  specFile: string;
  pipelineId: number | undefined;
  directory: string | undefined;
};

/**
 * Makes a run of weights that were trained elsewhere. It can be registered as measured, never as proven.
 * @throws AssayError `SpecInvalid`, those of `readModelFile`, of chain and store
 */
export async function importModel(
  context: CommandContext,
  options: ImportOptions,
): Promise<Run & { directory: string }> {
  const { spec, bytes } = await readSpecFile(options.specFile);
  const weights = await readModelFile(options.file, spec.architecture);
  using session = await openAccount(context);
  const pipelineId = options.pipelineId ?? (await findPipeline(session, toHex(sha256(bytes))));
  await using store = await openStore(session.config);
  const finalRoot = weightsRoot(weights);
  const run: Run = {
    schema: "assay/run@1",
    origin: "imported",
    pipelineId,
    contributor: asHex(session.address),
    spec: await store.putBlock(bytes),
    weights: await store.put(encodeSafetensors(weights)),
    finalRoot,
  };
  const name = `${String(pipelineId)}-imported-${finalRoot.slice(2, 14)}`;
  const directory = options.directory ?? join(context.home, "runs", name);
  store.commit();
  await writeFileAtomically(runFilePath(directory), `${JSON.stringify(run, null, 2)}\n`);
  return { ...run, directory };
}
