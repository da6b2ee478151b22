import type { Artefact } from "../ipfs/artefact.ts";
import type { CommandContext } from "./commandContext.ts";
import { eventOf } from "./eventOf.ts";
import { openAccount } from "./openAccount.ts";
import { openStore } from "./openStore.ts";
import { readSpecFile } from "./readSpecFile.ts";

/** Bit of the native coin, the only currency so far. */
const NATIVE_COIN = 1;

export type MintedPipeline = { pipelineId: number; spec: Artefact; transactionHash: string };

/**
 * Publishes a spec and mints its pipeline.
 * @throws AssayError `SpecInvalid`, `NotFound` when the benchmark or a dataset does not exist, and those of store and chain
 */
export async function mintPipeline(context: CommandContext, file: string): Promise<MintedPipeline> {
  const { spec, bytes } = await readSpecFile(file);
  using session = await openAccount(context);
  const { pipelineRegistry, benchmarks, datasetRegistry } = session.contracts;
  // The registry checks neither: the first score request would fail instead, and training before that.
  await session.read(() => benchmarks.rulesOf(spec.benchmark));
  for (const id of spec.datasets) await session.read(() => datasetRegistry.datasetOf(id));

  await using store = await openStore(session.config);
  const block = await store.putBlock(bytes);
  const terms = { ...spec.terms, currencies: NATIVE_COIN };
  const receipt = await session.send(pipelineRegistry.mint.populateTransaction(spec.benchmark, block.sha256, terms), {
    onSigned: () => store.commit(),
  });
  const { pipelineId } = eventOf(receipt, pipelineRegistry, pipelineRegistry.getEvent("PipelineMinted"));
  return { pipelineId: Number(pipelineId), spec: block, transactionHash: receipt.hash };
}
