import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { network } from "hardhat";
import { HDNodeWallet, parseEther, Wallet } from "ethers";
import { freePorts } from "../../devnet/network/freePorts.ts";
import type { Deployment } from "../../oracle-worker/src/chain/deployment.ts";
import { trainingCommitment } from "../../oracle-worker/src/chain/trainingCommitment.ts";
import { canonicalJson } from "../../oracle-worker/src/core/canonicalJson.ts";
import type { Hex } from "../../oracle-worker/src/core/sha256.ts";
import type { ContentStore } from "../../oracle-worker/src/ipfs/contentStore.ts";
import { createDiskStore } from "../../oracle-worker/src/ipfs/createDiskStore.ts";
import { startGateway } from "../../oracle-worker/src/ipfs/gatewayServer.ts";
import { engineDigestOf } from "../../oracle-worker/src/models/backend.ts";
import { encodeSafetensors } from "../../oracle-worker/src/models/safetensors.ts";
import type { Weights } from "../../oracle-worker/src/models/weights.ts";
import type { BenchmarkManifest, DatasetManifest } from "../../oracle-worker/src/pipeline/manifests.ts";
import { publishVersion } from "../../oracle-worker/src/pipeline/publish.ts";
import type { Spec } from "../../oracle-worker/src/pipeline/spec.ts";
import { type TrainedRun, trainVersion } from "../../oracle-worker/src/pipeline/train.ts";
import type { Checkpoint } from "../../oracle-worker/src/proof/checkpoints.ts";
import type { TrainingProof } from "../../oracle-worker/src/proof/trainingProof.ts";
import type { BatchSettledEvent, BatchSubmittedEvent } from "../../typechain-types/contracts/Committee.ts";
import { datasetParams } from "../utils/datasetParams.ts";
import { type AssayDeployment, deployAssay } from "../utils/deployAssay.ts";
import { type Fault, serveRpc } from "../utils/serveRpc.ts";
import { UNNAMED } from "../utils/unnamed.ts";
import { writeDeployment } from "../utils/writeDeployment.ts";

export const EPOCH_SECONDS = 600;
/** Longer than any test takes to make its requests. */
const MARGIN_SECONDS = 60;
export const WINDOW_SECONDS = 1_200;
const SAMPLES = 40;
const LABELS = ["ham", "spam"];

export type PublishedRun = { versionId: number; run: TrainedRun; proof: TrainingProof | null };

export type WorkerHome = { home: string; wallet: Wallet; index: number; port: number };

/** Chain, gateway, one benchmark, one pipeline and staked workers' homes; the workers themselves are the tests'. */
export type WorkerWorld = {
  rpcUrl: string;
  gatewayUrl: string;
  directory: string;
  assay: AssayDeployment;
  contributor: HardhatEthersSigner;
  buyer: HardhatEthersSigner;
  deployment: Deployment;
  homes: WorkerHome[];
  /** Moves the chain's clock forward and mines a block. */
  advance(seconds: number): Promise<void>;
  send(method: string, params?: unknown[]): Promise<unknown>;
  /** Trains, publishes and registers a version. */
  publish(options: PublishOptions): Promise<PublishedRun>;
  request(versionId: number): Promise<{ benchmarkId: number; epoch: number }>;
  /** Submissions and settlements on chain. */
  reports(): Promise<{ submitted: BatchSubmittedEvent.Log[]; settled: BatchSettledEvent.Log[] }>;
  close(): Promise<void>;
};

export type PublishOptions = {
  userSeed: number;
  parent?: PublishedRun;
  steps?: number;
  isProven?: boolean;
  /** Registers, but publishes nothing. */
  hidden?: boolean;
  /** Declares this start instead of the true one. */
  initial?: { weights: Weights };
  /** Steps between checkpoints, whose states are then published; otherwise there is one, at the end. */
  checkpointEvery?: number;
  /** What a cheat publishes instead of what the run was. */
  forge?: (run: TrainedRun, spec: Spec) => TrainedRun;
};

export type WorkerWorldOptions = {
  workers: number;
  quorum: number;
  /** Workers drawn for a batch; all of them by default. */
  committeeSize?: number;
  /** Challenge rounds of everybody, with a majority as quorum; those of the local network by default. */
  wholeRounds?: boolean;
  /** How long a quorum waits for the other members. */
  graceMs?: number;
  fault?: Fault;
};

export async function createWorkerWorld(options: WorkerWorldOptions): Promise<WorkerWorld> {
  const connection = await network.create();
  const server = await serveRpc(connection, options.fault);
  const rpcUrl = server.url;
  const whole = { size: options.workers, quorum: Math.floor(options.workers / 2) + 1 };
  const assay = await deployAssay(connection, {
    epochSeconds: EPOCH_SECONDS,
    ...(options.wholeRounds ? { challengeRounds: [whole, whole] } : {}),
  });
  const directory = await mkdtemp(join(tmpdir(), "assay-worker-"));
  const store = await createDiskStore({ directory: join(directory, "publisher") });
  const gateway = await startGateway({ directories: [join(directory, "publisher")] });
  const [contributor, buyer] = takeTwo(assay.others);
  const send = (method: string, params: unknown[] = []): Promise<unknown> =>
    connection.provider.request({ method, params });

  async function advance(seconds: number): Promise<void> {
    await send("evm_increaseTime", [seconds]);
    await send("evm_mine");
  }

  const deploymentPath = join(directory, "deployment.json");
  const deployment = await writeDeployment(deploymentPath, assay);
  const homes = await createHomes({
    directory,
    rpcUrl,
    deploymentPath,
    gatewayUrl: gateway.url,
    assay,
    options,
    send,
  });
  const examples = await createExamples(store);
  const pipelineId = await createPipeline(assay, contributor, examples, options);

  async function publish({
    userSeed,
    parent,
    steps = 8,
    isProven = true,
    hidden = false,
    initial,
    checkpointEvery,
    forge = (run) => run,
  }: PublishOptions): Promise<PublishedRun> {
    const spec = specOf({ userSeed, steps, parent: parent?.versionId, checkpointEvery: checkpointEvery ?? steps });
    const seed = asSeed(await assay.pipelineRegistry.seedOf(pipelineId, contributor, userSeed));
    const start = initial ?? (parent && { weights: parent.run.weights });
    const states = new Map<number, Weights>();
    const trained = await trainVersion({
      spec,
      datasets: [examples.dataset],
      initial: start === undefined ? { kind: "seed", seed } : { kind: "weights", seed, ...start },
      onCheckpoint: async ({ losses, state }) => void states.set(losses.length, state),
    });
    const target = hidden ? await createDiskStore({ directory: join(directory, `hidden-${userSeed}`) }) : store;
    const run = forge(trained, spec);
    const checkpoints: Checkpoint[] = [];
    for (const checkpoint of run.checkpoints) {
      const state = checkpointEvery === undefined ? undefined : states.get(checkpoint.step);
      checkpoints.push(
        state === undefined ? checkpoint : { ...checkpoint, state: await target.put(encodeSafetensors(state)) },
      );
    }
    const { manifestArtefact, proof } = await publishVersion({
      store: target,
      spec,
      run: { ...run, checkpoints },
      metrics: { correct: 0, total: SAMPLES },
      pipelineId: Number(pipelineId),
      contributor: contributor.address,
      dataStatement: "generated",
      isProven,
    });
    const registry = assay.pipelineRegistry.connect(contributor);
    const params = {
      pipelineId,
      manifestDigest: manifestArtefact.sha256,
      trainingCommitment: proof === null ? `0x${"00".repeat(32)}` : trainingCommitment(proof),
      parents: parent === undefined ? [] : [parent.versionId],
      datasets: [1],
      collaborators: [],
      maxRoyaltyBps: 9_000,
    };
    if (proof !== null && parent?.proof) await registry.registerDerivedVersion(params, proof, parent.proof);
    else await registry.registerVersion(params);
    return { versionId: Number(await assay.pipelineRegistry.versionCount()), run, proof };
  }

  /** Near its end the clock moves on to the next epoch: the requests of one test stay together. */
  async function request(versionId: number): Promise<{ benchmarkId: number; epoch: number }> {
    const left = EPOCH_SECONDS - ((await connection.networkHelpers.time.latest()) % EPOCH_SECONDS);
    if (left < MARGIN_SECONDS) await advance(left);
    const value = await assay.scores.requestFee(versionId);
    await assay.scores.connect(contributor).requestScore(versionId, { value });
    return { benchmarkId: 1, epoch: Number((await assay.scores.requestOf(versionId)).epoch) };
  }

  return {
    rpcUrl,
    gatewayUrl: gateway.url,
    directory,
    assay,
    contributor,
    buyer,
    deployment,
    homes,
    advance,
    send,
    publish,
    request,
    async reports() {
      const { committee } = assay;
      const submitted = await committee.queryFilter(committee.filters.BatchSubmitted());
      const settled = await committee.queryFilter(committee.filters.BatchSettled());
      return { submitted, settled };
    },
    async close() {
      await gateway.close();
      await store.close();
      await server.close();
      await connection.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function takeTwo(signers: readonly HardhatEthersSigner[]): [HardhatEthersSigner, HardhatEthersSigner] {
  const [first, second] = signers;
  if (first === undefined || second === undefined) throw new Error("the network has too few accounts");
  return [first, second];
}

async function createHomes(input: {
  directory: string;
  rpcUrl: string;
  deploymentPath: string;
  gatewayUrl: string;
  assay: AssayDeployment;
  options: WorkerWorldOptions;
  send: (method: string, params: unknown[]) => Promise<unknown>;
}): Promise<WorkerHome[]> {
  const { directory, rpcUrl, deploymentPath, gatewayUrl, assay, options, send } = input;
  const ports = await freePorts(options.workers);
  const homes: WorkerHome[] = [];
  for (const [index, port] of ports.entries()) {
    const wallet = new Wallet(HDNodeWallet.createRandom().privateKey);
    const home = join(directory, `worker-${index}`);
    await mkdir(home);
    const worker = { port, pollMs: 20, turnMs: 200, graceMs: options.graceMs ?? 500, logLevel: "debug" };
    await writeFile(
      join(home, "assay.json"),
      JSON.stringify({ rpcUrl, deployment: deploymentPath, gateways: [gatewayUrl], worker }),
    );
    await writeFile(join(home, "key"), `${wallet.privateKey}\n`, { mode: 0o600 });
    await send("hardhat_setBalance", [wallet.address, `0x${parseEther("100").toString(16)}`]);
    await assay.committee.connect(assay.governor).admit(wallet.address, true);
    await send("hardhat_impersonateAccount", [wallet.address]);
    const stake = await assay.committee.stake.populateTransaction(`http://127.0.0.1:${port}`);
    await send("eth_sendTransaction", [
      { from: wallet.address, to: stake.to, data: stake.data, value: `0x${assay.parameters.minStakeWei.toString(16)}` },
    ]);
    await send("hardhat_stopImpersonatingAccount", [wallet.address]);
    homes.push({ home, wallet, index, port });
  }
  return homes;
}

/** Mails that two words tell apart: a few steps of training suffice. */
function examplesOf(prefix: string, count: number): Uint8Array {
  const lines = Array.from({ length: count }, (_, i) => {
    const label = LABELS[i % 2] ?? "";
    // Every fifth sample misleads, so that no score is perfect.
    const word = i % 5 === 4 ? "offer" : label === "spam" ? "offer" : "meeting";
    return JSON.stringify({ text: `${prefix} ${word} number ${i}`, label });
  });
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

async function createExamples(store: ContentStore) {
  const heldOut = examplesOf("test", SAMPLES);
  const training = examplesOf("train", 60);
  const benchmark: BenchmarkManifest = {
    schema: "assay/benchmark@1",
    name: "two words",
    metric: "accuracy",
    publicData: true,
    samples: SAMPLES,
    baselineBps: 5_000,
    labels: LABELS,
    engineDigests: [await engineDigestOf("assay")],
    data: await store.put(heldOut),
  };
  const manifest: DatasetManifest = {
    schema: "assay/dataset@1",
    name: "two words",
    description: "",
    licence: "CC0-1.0",
    format: "jsonl",
    rows: 60,
    data: await store.put(training),
  };
  return {
    benchmark,
    benchmarkDigest: (await store.putBlock(canonicalJson(benchmark))).sha256,
    dataset: { manifest, bytes: training },
    datasetDigest: (await store.putBlock(canonicalJson(manifest))).sha256,
  };
}

async function createPipeline(
  { benchmarks, datasetRegistry, pipelineRegistry }: AssayDeployment,
  contributor: HardhatEthersSigner,
  examples: Awaited<ReturnType<typeof createExamples>>,
  { workers, quorum, committeeSize = workers }: WorkerWorldOptions,
): Promise<bigint> {
  await benchmarks.connect(contributor).createBenchmark({
    manifestDigest: examples.benchmarkDigest,
    total: SAMPLES,
    baselineBps: 5_000,
    targetBps: 9_500,
    committeeSize,
    quorum,
    feePerWorkerGwei: 1_000,
    startsAt: 1,
    termSeconds: 30 * 86_400,
    graceSeconds: 86_400,
    challengeWindowSeconds: WINDOW_SECONDS,
    engineDigests: [await engineDigestOf("assay")],
  });
  await datasetRegistry.connect(contributor).register(datasetParams(examples.datasetDigest, 100));
  const terms = { royaltyBps: 1_000, coParentBps: 500, minPriceGwei: 1_000, currencies: 1, flags: 0 };
  await pipelineRegistry
    .connect(contributor)
    .mint({ ...UNNAMED, benchmarkId: 1, specDigest: examples.datasetDigest, terms });
  return 1n;
}

/** A run of the world's pipeline. */
export function specOf(run: {
  userSeed: number;
  steps: number;
  checkpointEvery: number;
  parent: number | undefined;
}): Spec {
  const { userSeed, steps, checkpointEvery, parent } = run;
  return {
    schema: "assay/spec@1",
    name: "two words",
    description: "",
    licence: "MIT",
    benchmark: 1,
    datasets: [1],
    architecture: { kind: "textClassifier", version: 2, buckets: 64, hidden: 4, labels: LABELS },
    train: { steps, batchSize: 20, learningRate: "0.1", userSeed: String(userSeed), checkpointEvery },
    init: parent === undefined ? { kind: "seed" } : { kind: "parent", parent },
    terms: { royaltyBps: 1_000, coParentBps: 500, minPriceGwei: 1_000, flags: 0 },
  };
}

function asSeed(text: string): Hex {
  return `0x${text.slice(2)}`;
}

/** Waits until `check` holds, at most `timeoutMs`. */
export async function until(what: string, check: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`timed out waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
