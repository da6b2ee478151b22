import { basename } from "node:path";
import { AssayError } from "../errors.ts";
import type { Artefact } from "../ipfs/artefact.ts";
import { engineDigestOf } from "../models/backend.ts";
import {
  type AccuracyTask,
  type CharacterTask,
  describeAccuracyTask,
  describeCharacterTask,
} from "../pipeline/describeData.ts";
import { type BenchmarkManifest, BenchmarkManifestSchema } from "../pipeline/manifests.ts";
import { encodeDocument } from "../pipeline/parseDocument.ts";
import type { CommandContext } from "./commandContext.ts";
import { eventOf } from "./eventOf.ts";
import { openAccount } from "./openAccount.ts";
import { openStore } from "./openStore.ts";
import { MAX_DATA_BYTES } from "./readContent.ts";
import { readInputFile } from "../runs/readInputFile.ts";

export type BenchmarkInput = {
  file: string;
  name: string;
  metric: "accuracy" | "next-character";
  targetBps: number;
  /** computed: the most frequent answer's share, unless `bigramsOf` is given. */
  baselineBps: number | "computed";
  alphabet?: string;
  contextLength?: number;
  /** next-character: a training text; computed is then what its pairs of characters get. */
  bigramsOf?: string;
  publicData: boolean;
  committeeSize: number;
  quorum: number;
  /** gwei */
  feePerWorker: bigint;
  /** Absent: the latest block's time. */
  startsAt?: number;
  termSeconds: number;
  graceSeconds: number;
  challengeWindowSeconds: number;
};

export type AddedBenchmark = {
  benchmarkId: number;
  samples: number;
  baselineBps: number;
  data: Artefact;
  manifest: Artefact;
  transactionHash: string;
};

/**
 * Publishes held-out data and creates a benchmark on it.
 * @throws AssayError `FileUnreadable`, `DatasetInvalid`, `NotUtf8Text`, `UsageInvalid`, and those of store and chain
 */
export async function addBenchmarkFile(context: CommandContext, input: BenchmarkInput): Promise<AddedBenchmark> {
  const bytes = await readInputFile(input.file, MAX_DATA_BYTES);
  const task = await describeTask(input, bytes);
  const baselineBps = input.baselineBps === "computed" ? task.baselineBps : input.baselineBps;
  const engineDigests = [await engineDigestOf("assay")];
  using session = await openAccount(context);
  await using store = await openStore(session.config);
  const { name, publicData } = input;
  const data = await store.put(bytes);
  const manifest: BenchmarkManifest = {
    schema: "assay/benchmark@1",
    name,
    publicData,
    ...task,
    baselineBps,
    engineDigests,
    data,
  };
  const words = { name: "benchmark", code: "UsageInvalid", schema: BenchmarkManifestSchema } as const;
  const block = await store.putBlock(encodeDocument(words, manifest));

  const { benchmarks } = session.contracts;
  const params = {
    manifestDigest: block.sha256,
    total: task.samples,
    baselineBps,
    targetBps: input.targetBps,
    committeeSize: input.committeeSize,
    quorum: input.quorum,
    feePerWorkerGwei: input.feePerWorker,
    startsAt: input.startsAt ?? (await session.provider.getBlock("latest"))?.timestamp ?? 0,
    termSeconds: input.termSeconds,
    graceSeconds: input.graceSeconds,
    challengeWindowSeconds: input.challengeWindowSeconds,
    engineDigests,
  };
  const receipt = await session.send(benchmarks.createBenchmark.populateTransaction(params), {
    onSigned: () => store.commit(),
  });
  const { benchmarkId } = eventOf(receipt, benchmarks, benchmarks.getEvent("BenchmarkCreated"));
  const { samples } = task;
  return {
    benchmarkId: Number(benchmarkId),
    samples,
    baselineBps,
    data,
    manifest: block,
    transactionHash: receipt.hash,
  };
}

async function describeTask(
  { metric, file, alphabet, contextLength, bigramsOf, baselineBps }: BenchmarkInput,
  bytes: Uint8Array,
): Promise<AccuracyTask | CharacterTask> {
  const fileName = basename(file);
  if (bigramsOf !== undefined && (metric !== "next-character" || baselineBps !== "computed")) {
    throw new AssayError("UsageInvalid", "--bigrams-of computes the baseline of metric next-character", {
      hint: "leave it out, or leave out --baseline-bps",
    });
  }
  if (metric === "accuracy") return describeAccuracyTask(fileName, bytes);
  if (alphabet === undefined || contextLength === undefined) {
    throw new AssayError("UsageInvalid", "metric next-character needs --alphabet and --context-length", {
      hint: "give those of the architectures that are to be scored",
    });
  }
  const training =
    bigramsOf === undefined
      ? undefined
      : { fileName: basename(bigramsOf), bytes: await readInputFile(bigramsOf, MAX_DATA_BYTES) };
  return describeCharacterTask(fileName, bytes, { alphabet, contextLength }, training);
}
