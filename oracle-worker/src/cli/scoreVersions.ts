import { basename } from "node:path";
import { asHex } from "../chain/asHex.ts";
import { wilsonInterval } from "../core/wilson.ts";
import { useBackend } from "../models/backend.ts";
import { compareOnData, type DataScore, type LoadedVersion, type PairedComparison } from "../pipeline/compareOnData.ts";
import { loadVersion } from "../pipeline/loadVersion.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import type { CommandContext } from "./commandContext.ts";
import { type ChainSession, openChain } from "./openChain.ts";
import { openStore } from "./openStore.ts";
import type { VersionRef } from "./parse/parseVersionRef.ts";
import { MAX_DATA_BYTES, readBenchmark } from "./readContent.ts";
import { resolveVersion } from "./resolveVersion.ts";
import { readInputFile } from "../runs/readInputFile.ts";

/** A row of the table; `paired` compares the scored version with this one: newly right means right where this one is wrong. */
export type ScoreRow = { name: string; versionId: number | null; score: DataScore; paired: PairedComparison | null };
export type ScoreTable = { versionId: number; data: string; samples: number; rows: ScoreRow[] };

/**
 * Scores a version, others, and the majority answer on one file. Nothing of the file leaves the process.
 * @param options.file absent: the published data of the version's own benchmark
 * @throws AssayError `FileUnreadable`, `DatasetInvalid`, `NotUtf8Text`, `BenchmarkMismatch`, and those of store and chain
 */
export async function scoreVersions(
  context: CommandContext,
  options: { version: VersionRef; against: readonly VersionRef[]; file: string | undefined },
): Promise<ScoreTable> {
  const { version, against, file } = options;
  const { signal } = context;
  const own =
    file === undefined ? undefined : { name: basename(file), bytes: await readInputFile(file, MAX_DATA_BYTES) };
  using chain = await openChain(context);
  const versionId = await resolveVersion(chain, version);
  await using store = await openStore(chain.config);
  await useBackend("assay");
  const candidate = await load(chain, store, versionId, signal);
  const data = own ?? (await publishedData(chain, store, versionId, signal));

  const rows: ScoreRow[] = [];
  for (const ref of against) {
    const other = await resolveVersion(chain, ref);
    context.note(`scoring version ${String(versionId)} against version ${String(other)}`);
    const reference = await load(chain, store, other, signal);
    const result = await compareOnData({ candidate, reference, fileName: data.name, bytes: data.bytes, signal });
    if (result.reference === undefined) continue;
    const { score, paired } = result.reference;
    rows.push({ name: `version ${String(other)}`, versionId: other, score, paired });
  }
  const { candidate: score, baseline } = await compareOnData({
    candidate,
    fileName: data.name,
    bytes: data.bytes,
    signal,
  });
  const { correct, total } = baseline;
  store.commit();
  return {
    versionId,
    data: data.name,
    samples: total,
    rows: [
      { name: `version ${String(versionId)}`, versionId, score, paired: null },
      ...rows,
      {
        name: "majority answer",
        versionId: null,
        score: { correct, total, ...wilsonInterval(correct, total) },
        paired: null,
      },
    ],
  };
}

async function load(
  chain: ChainSession,
  store: ContentStore,
  versionId: number,
  signal: AbortSignal,
): Promise<LoadedVersion> {
  const { manifestDigest } = await chain.read(() => chain.contracts.pipelineRegistry.versionOf(versionId));
  const { spec, weights } = await loadVersion({ store, manifestDigest: asHex(manifestDigest), signal });
  return { architecture: spec.architecture, weights };
}

async function publishedData(
  chain: ChainSession,
  store: ContentStore,
  versionId: number,
  signal: AbortSignal,
): Promise<{ name: string; bytes: Uint8Array }> {
  const { benchmarkId } = await chain.read(() => chain.contracts.pipelineRegistry.scoringOf(versionId));
  const { manifest, data } = await readBenchmark({ chain, store, signal }, benchmarkId);
  return { name: `benchmark ${String(benchmarkId)}${manifest.metric === "accuracy" ? ".jsonl" : ".txt"}`, bytes: data };
}
