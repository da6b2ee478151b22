import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { id, JsonRpcProvider, ZeroHash } from "ethers";
import { z } from "zod";
import { walletOf } from "../../devnet/network/accounts.ts";
import { startChild, type Child } from "../../devnet/network/startChild.ts";
import { canonicalJson } from "../../oracle-worker/src/core/canonicalJson.ts";
import { createDiskStore } from "../../oracle-worker/src/ipfs/createDiskStore.ts";
import { startGateway } from "../../oracle-worker/src/ipfs/gatewayServer.ts";
import {
  FunctionsScoreSource__factory,
  PipelineRegistry__factory,
  Scores__factory,
} from "../../typechain-types/index.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const REPORTED = 2n;
const AddressesSchema = z.record(z.string(), z.string());
const ChainSchema = z.object({ rpcUrl: z.string(), contracts: AddressesSchema });
const DonSchema = z.object({ contracts: AddressesSchema });

describe("The Functions nodes as a process of their own, over JSON-RPC", function () {
  this.timeout(120_000);
  const children: Child[] = [];
  const closers: (() => Promise<void> | void)[] = [];

  afterEach(async () => {
    for (const child of children.splice(0).reverse()) await child.stop();
    for (const close of closers.splice(0).reverse()) await close();
  });

  it("deploys everything, serves requests one after another, and ends when asked", async () => {
    const directory = await mkdtemp(join(tmpdir(), "assay-don-"));
    closers.push(() => rm(directory, { recursive: true }));
    const store = await createDiskStore({ directory: join(directory, "store") });
    const gateway = await startGateway({ directories: [join(directory, "store")] });
    closers.push(() => gateway.close());

    const chain = ChainSchema.parse(
      (await start("chain", "devnet/network/chainMain.ts", ["deploy/parameters/local.json5"])).ready,
    );
    const deploymentPath = join(directory, "deployment.json");
    const contracts = Object.fromEntries(
      Object.entries(chain.contracts).map(([name, address]) => [name.charAt(0).toUpperCase() + name.slice(1), address]),
    );
    await writeFile(deploymentPath, JSON.stringify({ contracts }));
    const nodes = await start("nodes", "devnet/don/donMain.ts", [chain.rpcUrl, deploymentPath, gateway.url]);
    const don = DonSchema.parse(nodes.ready);

    const provider = new JsonRpcProvider(chain.rpcUrl, undefined, {
      staticNetwork: true,
      pollingInterval: 50,
      cacheTimeout: -1,
    });
    closers.push(() => provider.destroy());
    const contributor = walletOf("contributor-1").connect(provider);
    const source = FunctionsScoreSource__factory.connect(don.contracts.FunctionsScoreSource ?? "", contributor);
    const scores = Scores__factory.connect(await source.SCORES(), contributor);
    const pipelines = PipelineRegistry__factory.connect(await source.PIPELINES(), contributor);
    await (await scores.createBenchmark(BENCHMARK)).wait();
    await (await pipelines.mint(1, id("spec"), TERMS)).wait();
    const script = await readFile(join(ROOT, "functions-source/fetch-metrics.js"), "utf8");

    const expected = [51n, 72n, 93n];
    for (const correct of expected) {
      const metrics = { schema: "assay/metrics@1", benchmarkId: 1, correct: Number(correct), total: 100 };
      const file = await store.putBlock(canonicalJson(metrics));
      const manifest = await store.putBlock(canonicalJson({ schema: "assay/version@1", metrics: file }));
      await (await pipelines.registerVersion({ ...VERSION, manifestDigest: manifest.sha256 })).wait();
      await (await source.requestReport(await pipelines.versionCount(), script)).wait();
    }
    for (const [index, correct] of expected.entries()) {
      await waitUntil(async () => (await source.requestOf(index + 1)).request.state === REPORTED, nodes);
      expect((await scores.reportOf(index + 1)).correct).to.equal(correct);
    }

    await nodes.stop();
    expect(nodes.stderr()).to.not.contain("failed");
  });

  async function start(name: string, module: string, args: string[]): Promise<Child> {
    const child = await startChild({ name, module: join(ROOT, module), args, cwd: ROOT, timeoutMs: 60_000 });
    children.push(child);
    return child;
  }
});

const TERMS = { royaltyBps: 0, coParentBps: 0, minPriceGwei: 0, currencies: 1, flags: 0 };

const VERSION = {
  pipelineId: 1,
  trainingCommitment: ZeroHash,
  parents: [],
  datasets: [],
  collaborators: [],
  maxRoyaltyBps: 0,
};

const BENCHMARK = {
  manifestDigest: id("benchmark"),
  total: 100,
  baselineBps: 5000,
  targetBps: 9000,
  committeeSize: 3,
  quorum: 2,
  feePerWorkerGwei: 0,
  startsAt: 0,
  termSeconds: 86_400,
  graceSeconds: 3600,
  challengeWindowSeconds: 60,
  engineDigests: [id("engine")],
};

async function waitUntil(condition: () => Promise<boolean>, child: Child): Promise<void> {
  for (let look = 0; look < 300; look += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the nodes did not answer: ${child.stderr()}`);
}
