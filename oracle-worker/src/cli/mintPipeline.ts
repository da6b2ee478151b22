import { encodeLicence } from "../core/encodeLicence.ts";
import { truncateUtf8 } from "../core/truncateUtf8.ts";
import type { Artefact } from "../ipfs/artefact.ts";
import type { CommandContext } from "./commandContext.ts";
import { eventOf } from "./eventOf.ts";
import { openAccount } from "./openAccount.ts";
import { openStore } from "./openStore.ts";
import { MAX_NAME_BYTES } from "./parse/parseName.ts";
import { readSpecFile } from "./readSpecFile.ts";

/** Bit of the native coin, the only currency so far. */
const NATIVE_COIN = 1;

/** @param name what wallets show, at most 64 bytes @param licence an SPDX expression or a digest */
export type MintOptions = { name?: string; licence?: string };

export type MintedPipeline = { pipelineId: number; name: string; spec: Artefact; transactionHash: string };

/**
 * Publishes a spec and mints its pipeline, under the spec's name and licence where the options give no other.
 * @throws AssayError `SpecInvalid`, `NotFound` when the benchmark or a dataset does not exist, and those of store and chain
 */
export async function mintPipeline(
  context: CommandContext,
  file: string,
  options: MintOptions,
): Promise<MintedPipeline> {
  const { spec, bytes } = await readSpecFile(file);
  using session = await openAccount(context);
  const { pipelineRegistry, benchmarks, datasetRegistry } = session.contracts;
  // The registry checks neither: the first score request would fail instead, and training before that.
  await session.read(() => benchmarks.rulesOf(spec.benchmark));
  for (const id of spec.datasets) await session.read(() => datasetRegistry.datasetOf(id));

  await using store = await openStore(session.config);
  const block = await store.putBlock(bytes);
  const licence = options.licence ?? spec.licence;
  const name = options.name ?? truncateUtf8(spec.name, MAX_NAME_BYTES);
  const params = {
    benchmarkId: spec.benchmark,
    specDigest: block.sha256,
    licence: licence.startsWith("0x") ? licence : encodeLicence(licence),
    name,
    terms: { ...spec.terms, currencies: NATIVE_COIN },
  };
  const receipt = await session.send(pipelineRegistry.mint.populateTransaction(params), {
    onSigned: () => store.commit(),
  });
  const { pipelineId } = eventOf(receipt, pipelineRegistry, pipelineRegistry.getEvent("PipelineMinted"));
  return { pipelineId: Number(pipelineId), name, spec: block, transactionHash: receipt.hash };
}
