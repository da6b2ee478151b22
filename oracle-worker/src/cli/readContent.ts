import type { Contracts } from "../chain/contracts.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { cidOfSha256 } from "../ipfs/rawCid.ts";
import {
  type BenchmarkManifest,
  type DatasetManifest,
  parseBenchmarkManifest,
  parseDatasetManifest,
} from "../pipeline/manifests.ts";
import { MAX_MANIFEST_BYTES } from "../pipeline/parseDocument.ts";
import type { DatasetContent } from "../pipeline/openRun.ts";
import type { ChainSession } from "./openChain.ts";

/** Longest dataset or benchmark that is fetched. */
export const MAX_DATA_BYTES = 1024 ** 3;

type Sources<Name extends keyof Contracts> = {
  chain: Pick<ChainSession, "read"> & { readonly contracts: Pick<Contracts, Name> };
  store: ContentStore;
  signal: AbortSignal;
};

/** The raw block whose SHA-256 the chain names. */
export async function readBlock(store: ContentStore, digest: string, signal: AbortSignal): Promise<Uint8Array> {
  return store.get(cidOfSha256(digest), { maxBytes: MAX_MANIFEST_BYTES, signal });
}

/** A registered dataset with its content. @throws AssayError `NotFound`, `ManifestInvalid`, and the store's */
export async function readDataset(
  { chain, store, signal }: Sources<"datasetRegistry">,
  datasetId: number,
): Promise<DatasetContent> {
  const { manifestDigest } = await chain.read(() => chain.contracts.datasetRegistry.datasetOf(datasetId));
  const manifest: DatasetManifest = parseDatasetManifest(await readBlock(store, manifestDigest, signal));
  return { manifest, bytes: await store.fetchArtefact(manifest.data, { maxBytes: MAX_DATA_BYTES, signal }) };
}

/** A benchmark with its held-out data. @throws AssayError `NotFound`, `ManifestInvalid`, and the store's */
export async function readBenchmark(
  { chain, store, signal }: Sources<"benchmarks">,
  benchmarkId: bigint | number,
): Promise<{ manifest: BenchmarkManifest; data: Uint8Array }> {
  const { params } = await chain.read(() => chain.contracts.benchmarks.benchmarkOf(benchmarkId));
  const manifest = parseBenchmarkManifest(await readBlock(store, params.manifestDigest, signal));
  return { manifest, data: await store.fetchArtefact(manifest.data, { maxBytes: MAX_DATA_BYTES, signal }) };
}
