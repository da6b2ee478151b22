import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { inspect } from "node:util";
import { z } from "zod";
import { JsonRpcProvider, type Eip1193Provider, type Provider } from "ethers";
import { network } from "hardhat";
import type { HardhatEthers, HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkHelpers } from "@nomicfoundation/hardhat-network-helpers/types";
import { addConsumer, deployDon, type Don } from "../../devnet/don/deployDon.ts";
import { startDon, type DonEvent, type RunOnNode, type RunningDon } from "../../devnet/don/don.ts";
import { createDonNodes, type DonNode } from "../../devnet/don/donNode.ts";
import functionsScoreSourceModule from "../../deploy/modules/FunctionsScoreSource.ts";
import { canonicalJson } from "../../oracle-worker/src/core/canonicalJson.ts";
import { createDiskStore } from "../../oracle-worker/src/ipfs/createDiskStore.ts";
import { startGateway } from "../../oracle-worker/src/ipfs/gatewayServer.ts";
import {
  Benchmarks__factory,
  FunctionsScoreSource__factory,
  PipelineRegistry__factory,
  Scores__factory,
  type FunctionsScoreSource,
  type PipelineRegistry,
  type Scores,
} from "../../typechain-types/index.ts";
import { UNNAMED } from "../utils/unnamed.ts";

/** `IScores.SourceKind.REPORTS` */
const SOURCE_REPORTS = 1;
const TERMS = { royaltyBps: 2000, coParentBps: 1000, minPriceGwei: 0, currencies: 1, flags: 0 };

export const TOTAL = 100n;

/** The script that the nodes run. */
export const SCRIPT = await readFile(new URL("../../functions-source/fetch-metrics.js", import.meta.url), "utf8");

export interface DonFixture {
  ethers: HardhatEthers;
  networkHelpers: NetworkHelpers;
  don: Don;
  nodes: DonNode[];
  source: FunctionsScoreSource;
  scores: Scores;
  pipelines: PipelineRegistry;
  /** What the nodes said, in order. */
  events: DonEvent[];
  contributor: HardhatEthersSigner;
  deployer: HardhatEthersSigner;
  /** Publishes a manifest and metrics, and registers the version that names them. */
  registerVersion(metrics?: { correct: number; total: number }): Promise<bigint>;
  registerManifest(manifestDigest: string): Promise<bigint>;
  /** The same chain over HTTP. */
  serveChain(): Promise<JsonRpcProvider>;
  /** Starts the nodes; `run` replaces their sandbox, `provider` their way to the chain. */
  start(run?: RunOnNode, provider?: Provider): RunningDon;
  /** Resolves when the latest request of a version is in `state`. */
  waitForState(versionId: bigint, state: bigint): Promise<void>;
  close(): Promise<void>;
}

/**
 * The protocol with its Functions source, Chainlink's contracts with four nodes, and a gateway over a fresh store, all in this
 * process. `close` ends whatever was started.
 */
export async function createDonFixture(): Promise<DonFixture> {
  const { ethers, ignition, networkHelpers, provider: chain } = await network.create();
  const [deployer, governor, guardian, treasury, contributor] = await ethers.getSigners();
  if (!deployer || !governor || !guardian || !treasury || !contributor)
    throw new Error("the network has too few accounts");

  const directory = await mkdtemp(join(tmpdir(), "assay-don-"));
  const store = await createDiskStore({ directory });
  const gateway = await startGateway({ directories: [directory] });
  const nodes = createDonNodes();
  const don = await deployDon(deployer, nodes);
  const deployed = await ignition.deploy(functionsScoreSourceModule, {
    parameters: {
      Assay: {
        epochSeconds: 3600n,
        maxFeePerWorkerGwei: 0n,
        exitDelaySeconds: 14n * 86_400n,
        challengeRounds: [
          { size: 3, quorum: 2 },
          { size: 3, quorum: 3 },
        ],
        governanceDelaySeconds: 0,
        minStakeWei: 1n,
        protocolFeeBps: 100,
        governor: governor.address,
        guardian: guardian.address,
        treasury: treasury.address,
      },
      FunctionsScoreSource: {
        router: await don.router.getAddress(),
        donId: don.donId,
        subscriptionId: don.subscriptionId,
        callbackGasLimit: 300_000,
        gateways: [gateway.url],
      },
    },
  });
  const source = FunctionsScoreSource__factory.connect(await deployed.functionsScoreSource.getAddress(), contributor);
  const scores = Scores__factory.connect(await source.SCORES(), contributor);
  const pipelines = PipelineRegistry__factory.connect(await source.PIPELINES(), contributor);
  await addConsumer(don, await source.getAddress());
  await scores.connect(governor).setSource(source, SOURCE_REPORTS);

  await Benchmarks__factory.connect(await source.BENCHMARKS(), contributor).createBenchmark({
    manifestDigest: ethers.id("benchmark"),
    total: TOTAL,
    baselineBps: 5000,
    targetBps: 9000,
    committeeSize: 3,
    quorum: 2,
    feePerWorkerGwei: 0,
    startsAt: 0,
    termSeconds: 86_400,
    graceSeconds: 3600,
    challengeWindowSeconds: 60,
    engineDigests: [ethers.id("engine")],
  });
  await pipelines.mint({ ...UNNAMED, benchmarkId: 1, specDigest: ethers.id("spec"), terms: TERMS });

  const running: RunningDon[] = [];
  const closers: (() => Promise<void>)[] = [];
  const events: DonEvent[] = [];

  async function registerVersion(
    metrics: { correct: number; total: number } = { correct: 93, total: 100 },
  ): Promise<bigint> {
    const file = await store.putBlock(canonicalJson({ schema: "assay/metrics@1", benchmarkId: 1, ...metrics }));
    const manifest = await store.putBlock(canonicalJson({ schema: "assay/version@1", metrics: file }));
    return registerManifest(manifest.sha256);
  }

  async function registerManifest(manifestDigest: string): Promise<bigint> {
    await pipelines.registerVersion({
      pipelineId: 1,
      manifestDigest,
      trainingCommitment: ethers.ZeroHash,
      parents: [],
      datasets: [],
      collaborators: [],
      maxRoyaltyBps: 0,
    });
    return pipelines.versionCount();
  }

  async function serveChain(): Promise<JsonRpcProvider> {
    const { url, close } = await serveRpc(chain);
    const provider = new JsonRpcProvider(url, undefined, { staticNetwork: true, pollingInterval: 50 });
    closers.push(() => {
      provider.destroy();
      return close();
    });
    return provider;
  }

  function start(run?: RunOnNode, provider: Provider = ethers.provider): RunningDon {
    const options = {
      provider,
      don,
      nodes,
      pollMs: 20,
      onEvent: (event: DonEvent) => void events.push(event),
    };
    const started = startDon(run ? { ...options, run } : options);
    running.push(started);
    return started;
  }

  async function waitForState(versionId: bigint, state: bigint): Promise<void> {
    for (let look = 0; look < 500; look += 1) {
      const { request } = await source.requestOf(versionId);
      if (request.state === state) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`version ${String(versionId)} did not reach state ${String(state)}: ${inspect(events)}`);
  }

  async function close(): Promise<void> {
    await Promise.all(running.map((network) => network.stop()));
    await Promise.all(closers.map((end) => end()));
    await gateway.close();
    await store.close();
    await rm(directory, { recursive: true });
  }

  return {
    ethers,
    networkHelpers,
    don,
    nodes,
    source,
    scores,
    pipelines,
    events,
    contributor,
    deployer,
    registerVersion,
    serveChain,
    registerManifest,
    start,
    waitForState,
    close,
  };
}

/** JSON-RPC over HTTP in front of an in-process chain. */
async function serveRpc(chain: Eip1193Provider): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    void (async () => {
      const body = z
        .array(RpcCallSchema)
        .or(RpcCallSchema)
        .parse(await json(request));
      const answer = await Promise.all([body].flat().map((call) => answerCall(chain, call)));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(Array.isArray(body) ? answer : answer[0]));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${String(port)}`, close };
}

const RpcCallSchema = z.looseObject({ id: z.number(), method: z.string(), params: z.array(z.unknown()).default([]) });

async function answerCall(chain: Eip1193Provider, { id, method, params }: z.infer<typeof RpcCallSchema>) {
  try {
    const result: unknown = await chain.request({ method, params });
    return { jsonrpc: "2.0", id, result };
  } catch (cause) {
    return { jsonrpc: "2.0", id, error: { code: -32000, message: String(cause) } };
  }
}
