import { encodeLicence } from "../core/encodeLicence.ts";
import { truncateUtf8 } from "../core/truncateUtf8.ts";
import type { Artefact } from "../ipfs/artefact.ts";
import type { CommandContext } from "./commandContext.ts";
import { eventOf } from "./eventOf.ts";
import { type AccountSession, openAccount } from "./openAccount.ts";
import { openStore } from "./openStore.ts";
import { NATIVE } from "./native.ts";
import { MAX_NAME_BYTES } from "./parse/parseName.ts";
import { readCurrency } from "./readCurrency.ts";
import { readSpecFile } from "./readSpecFile.ts";

/** @param name what wallets show, at most 64 bytes @param licence an SPDX expression or a digest @param currency those that versions may be sold in; the native coin alone unless given */
export type MintOptions = { name?: string; licence?: string; currency?: string[] };

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
  const currencies = await currencyBits(session, options.currency ?? [NATIVE]);
  const params = {
    benchmarkId: spec.benchmark,
    specDigest: block.sha256,
    licence: encodeLicence(licence),
    name,
    terms: { ...spec.terms, currencies },
  };
  const receipt = await session.send(pipelineRegistry.mint.populateTransaction(params), {
    onSigned: () => store.commit(),
  });
  const { pipelineId } = eventOf(receipt, pipelineRegistry, pipelineRegistry.getEvent("PipelineMinted"));
  return { pipelineId: Number(pipelineId), name, spec: block, transactionHash: receipt.hash };
}

/** One bit for each currency's place. */
async function currencyBits(session: AccountSession, addresses: readonly string[]): Promise<number> {
  let bits = 0;
  for (const address of addresses) bits |= 1 << (await readCurrency(session, address)).index;
  return bits;
}
