import { asHex } from "../chain/asHex.ts";
import type { Contracts } from "../chain/contracts.ts";
import { decodingReverts } from "../chain/decodeRevert.ts";
import { AssayError } from "../errors.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { cidOfSha256 } from "../ipfs/rawCid.ts";
import { type BenchmarkManifest, parseBenchmarkManifest } from "../pipeline/manifests.ts";
import { MAX_MANIFEST_BYTES } from "../pipeline/parseDocument.ts";

/** Held-out data larger than this is not scored: it is held in memory. */
const MAX_DATA_BYTES = 256 * 1024 * 1024;

/** A benchmark's manifest and its held-out data. */
export type LoadedBenchmark = { manifest: BenchmarkManifest; data: Uint8Array };

/** @throws AssayError `ManifestInvalid`, `BenchmarkMismatch`, and those of the content store */
export async function loadBenchmark(
  { contracts, store, signal }: { contracts: Contracts; store: ContentStore; signal: AbortSignal },
  benchmarkId: number,
): Promise<LoadedBenchmark> {
  const { params } = await decodingReverts(() => contracts.benchmarks.benchmarkOf(benchmarkId));
  const cid = cidOfSha256(asHex(params.manifestDigest));
  const manifest = parseBenchmarkManifest(await store.get(cid, { maxBytes: MAX_MANIFEST_BYTES, signal }));
  if (BigInt(manifest.samples) !== params.total) {
    throw new AssayError(
      "BenchmarkMismatch",
      `benchmark ${benchmarkId} has ${manifest.samples} samples by its manifest, ${params.total} by the chain`,
      { hint: "its author must create it again; requests on it are refundable" },
    );
  }
  return { manifest, data: await store.fetchArtefact(manifest.data, { maxBytes: MAX_DATA_BYTES, signal }) };
}
