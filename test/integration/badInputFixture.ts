import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { JsonRpcProvider } from "ethers";
import { walletOf } from "../../devnet/network/accounts.ts";
import type { Network } from "../../devnet/network/network.ts";
import { startNetwork } from "../../devnet/network/startNetwork.ts";
import { createDiskStore } from "../../oracle-worker/src/ipfs/createDiskStore.ts";
import type { ContentStore } from "../../oracle-worker/src/ipfs/contentStore.ts";
import { cidOfSha256 } from "../../oracle-worker/src/ipfs/rawCid.ts";
import { parseVersionManifest } from "../../oracle-worker/src/pipeline/manifests.ts";
import { canonicalJson } from "../../oracle-worker/src/core/canonicalJson.ts";
import { tinyClassifierSpec, tinyRows } from "../../oracle-worker/src/testing/tinyRuns.ts";
import { PipelineRegistry__factory } from "../../typechain-types/index.ts";
import { runAssay } from "../utils/runAssay.ts";

const NO_COMMITMENT = `0x${"00".repeat(32)}`;
const MIB = 1024 * 1024;

export type BadInputFixture = {
  network: Network;
  /** Homes: the contributor's, one without money, one with a dead RPC, one without configuration. */
  home: string;
  poor: string;
  deaf: string;
  bare: string;
  /** Path of a file in the network's directory. */
  file: (name: string) => string;
  /** Versions whose metrics file says NaN, and more correct answers than samples. */
  nanMetrics: string;
  impossibleMetrics: string;
  takenPort: string;
  close: () => Promise<void>;
};

/**
 * A local network with one registered version of a tiny classifier, and everything broken that the table names: versions,
 * runs, homes, files. `home` is the contributor's.
 */
export async function createBadInputFixture(): Promise<BadInputFixture> {
  const network = await startNetwork({ workers: [] });
  const { directory, homes } = network;
  const home = homes["contributor-1"];
  const file = (name: string) => join(directory, name);
  const assay = async (at: string, ...args: string[]): Promise<Record<string, unknown>> => {
    const { exitCode, stdout, stderr } = await runAssay(["--home", at, "--json", ...args]);
    if (exitCode !== 0) throw new Error(`assay ${args.join(" ")}: ${stderr}`);
    return JSON.parse(stdout) as Record<string, unknown>;
  };

  await writeFile(file("rows.jsonl"), tinyRows(20));
  const owner = homes["dataset-owner"];
  await assay(owner, "dataset", "add", file("rows.jsonl"), "--name", "rows", "--licence", "MIT", "--royalty-bps", "0");
  await assay(
    owner,
    "benchmark",
    "add",
    file("rows.jsonl"),
    "--name",
    "rows",
    "--metric",
    "accuracy",
    "--target-bps",
    "9900",
  );
  const spec = tinyClassifierSpec({ steps: 6 });
  await writeFile(file("spec.json"), JSON.stringify(spec));
  await writeFile(
    file("long.json"),
    JSON.stringify(tinyClassifierSpec({ steps: 1_000_000, checkpointEvery: 100_000 })),
  );
  await writeFile(file("unknown-field.json"), JSON.stringify({ ...spec, learningRates: [1] }));
  await writeFile(file("unknown-dataset.json"), JSON.stringify({ ...spec, datasets: [99] }));
  await writeFile(file("photo.txt"), Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0x00));
  await assay(home, "mint", file("spec.json"));
  await assay(home, "train", file("spec.json"), "--out", file("run"));
  await assay(home, "register", file("run"));

  const store = await createDiskStore({ directory: join(home, "store") });
  const run = JSON.parse(await readFile(file("run/run.json"), "utf8")) as RunFile;
  const weights = await store.fetchArtefact(run.weights, { maxBytes: MIB });
  const truncated = await store.put(weights.subarray(0, weights.length - 10));
  await writeFile(file("truncated.json"), JSON.stringify({ ...run, weights: truncated }));
  await writeFile(file("wrong-cid.json"), JSON.stringify({ ...run, weights: { ...run.weights, cid: run.spec.cid } }));

  const versions = await registerBrokenMetrics(network, store);
  await store.close();

  const poor = file("poor");
  await assay(poor, "init", "--rpc", network.rpcUrl, "--deployment", network.deploymentPath);
  const deaf = file("deaf");
  await cp(poor, deaf, { recursive: true });
  const config = JSON.parse(await readFile(join(poor, "assay.json"), "utf8")) as object;
  await writeFile(join(deaf, "assay.json"), JSON.stringify({ ...config, rpcUrl: "http://127.0.0.1:9" }));
  const bare = file("bare");
  await mkdir(bare);

  const { server, port } = await occupyPort();
  return {
    network,
    home,
    poor,
    deaf,
    bare,
    file,
    ...versions,
    takenPort: String(port),
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await network.stop();
    },
  };
}

type ArtefactJson = { cid: string; sha256: `0x${string}`; bytes: number };
type RunFile = { spec: ArtefactJson; weights: ArtefactJson } & Record<string, unknown>;

/** Registers copies of version 1 whose metrics file nobody should believe; no honest command would. */
async function registerBrokenMetrics(
  { rpcUrl, contracts }: { rpcUrl: string; contracts: Readonly<Record<string, string>> },
  store: ContentStore,
): Promise<{ nanMetrics: string; impossibleMetrics: string }> {
  const provider = new JsonRpcProvider(rpcUrl, undefined, { staticNetwork: true, cacheTimeout: -1 });
  const signer = walletOf("contributor-1").connect(provider);
  const registry = PipelineRegistry__factory.connect(contracts["PipelineRegistry"] ?? "", signer);
  const [event] = await registry.queryFilter(registry.filters.VersionRegistered(1));
  const digest = event?.args.manifestDigest ?? "";
  const manifest = parseVersionManifest(await store.get(cidOfSha256(digest), { maxBytes: MIB }));
  const register = async (metricsText: string): Promise<string> => {
    const metrics = await store.putBlock(new TextEncoder().encode(metricsText));
    const { sha256 } = await store.putBlock(canonicalJson({ ...manifest, metrics, proof: null }));
    const params = {
      pipelineId: 1,
      manifestDigest: sha256,
      trainingCommitment: NO_COMMITMENT,
      parents: [],
      datasets: [1],
      collaborators: [],
      maxRoyaltyBps: 0,
    };
    await (await registry.registerVersion(params)).wait();
    return String(await registry.versionCount());
  };
  try {
    return {
      nanMetrics: await register('{"benchmarkId":1,"correct":NaN,"schema":"assay/metrics@1","total":20}'),
      impossibleMetrics: await register('{"benchmarkId":1,"correct":21,"schema":"assay/metrics@1","total":20}'),
    };
  } finally {
    provider.destroy();
  }
}

async function occupyPort(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}
