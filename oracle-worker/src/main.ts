import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { BatchDeps } from "./batch/batchDeps.ts";
import { createBatchRunner } from "./batch/createBatchRunner.ts";
import { keepInDraw } from "./batch/keepInDraw.ts";
import { loadRegisteredVersion } from "./batch/loadRegisteredVersion.ts";
import { connectContracts } from "./chain/contracts.ts";
import { decodingReverts } from "./chain/decodeRevert.ts";
import { readDeployment } from "./chain/deployment.ts";
import { readKeyFile } from "./chain/keyFile.ts";
import { openProvider } from "./chain/provider.ts";
import { readBlock } from "./chain/readChainState.ts";
import { createSender } from "./chain/sendTransaction.ts";
import { createSpendLimit } from "./chain/spendLimit.ts";
import type { Config } from "./config.ts";
import { createDiskStore } from "./ipfs/createDiskStore.ts";
import { createGatewayBlocks } from "./ipfs/gatewayBlocks.ts";
import { MAX_BLOCK_BYTES } from "./ipfs/ipfsLimits.ts";
import { lockHome } from "./journal/lockHome.ts";
import { openJournal } from "./journal/openJournal.ts";
import { createLogger, type Logger, secretsOfUrl } from "./logger.ts";
import { runLoop } from "./loop.ts";
import { useBackend } from "./models/backend.ts";
import { createApp } from "./serve/createApp.ts";
import { createMetrics } from "./serve/createMetrics.ts";
import { createNonces } from "./serve/createNonces.ts";
import { createInference } from "./serve/infer.ts";
import { createVersionCache } from "./serve/createVersionCache.ts";
import { startServer } from "./serve/startServer.ts";

const GATEWAY_TIMEOUT_MS = 15_000;
const GWEI = 1_000_000_000n;
const MIB = 1024 * 1024;
/** A worker that has not seen the chain for this many looks, and this long, is not ready. */
const READY_LOOKS = 5;
const READY_MS = 30_000;

export type RunningWorker = {
  /** Origin of its HTTP interface. */
  readonly url: string;
  readonly address: string;
  /** Ends everything: connections, files, the home's lock. May be called again. */
  stop(): Promise<void>;
};

/**
 * Starts a worker on a home directory.
 * @param options.logger where it logs; by default JSON lines on stderr
 * @throws AssayError `HomeInUse`, `PortTaken`, `KeyInvalid`, `DeploymentInvalid`, `RpcUnreachable`, `ChainIdMismatch`,
 * `JournalMismatch`, `JournalUnusable`, `StoreNotWritable`, `EngineMismatch`; nothing is left running then
 */
export async function startWorker(config: Config, options: { logger?: Logger } = {}): Promise<RunningWorker> {
  const closers: (() => Promise<void> | void)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= closeAll(closers));
  try {
    return await start(config, options, closers, stop);
  } catch (cause) {
    await stop();
    throw cause;
  }
}

async function start(
  config: Config,
  options: { logger?: Logger },
  closers: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<RunningWorker> {
  const { home, worker } = config;
  await mkdir(home, { recursive: true });
  closers.push(lockHome(home));
  const account = await readKeyFile(config.keyFile, config.passwordFile);
  const secrets = [account.privateKey, ...secretsOfUrl(config.rpcUrl)];
  const logger = options.logger ?? createLogger({ level: worker.logLevel, secrets });
  const stopped = new AbortController();
  const { signal } = stopped;

  const deployment = await readDeployment(config.deployment);
  const { chainId, fromBlock } = deployment;
  const committee = deployment.contracts.Committee;
  const provider = await openProvider({ rpcUrl: config.rpcUrl, chainId });
  closers.push(() => provider.destroy());
  const contracts = connectContracts(deployment, provider);
  const journal = openJournal(join(home, "journal.sqlite"), {
    chainId,
    committee,
    account: account.address.toLowerCase(),
  });
  closers.push(() => journal.close());
  const remote = createGatewayBlocks({
    gateways: config.gateways,
    timeoutMs: GATEWAY_TIMEOUT_MS,
    maxBlockBytes: MAX_BLOCK_BYTES,
  });
  const store = await createDiskStore({ directory: config.store, remote });
  closers.push(() => store.close());
  const { engineDigest } = await useBackend("assay", { threads: worker.threads });
  const epochSeconds = Number(await decodingReverts(() => contracts.benchmarks.epochSeconds()));

  let chainTime = (await readBlock(provider, "latest")).timestamp;
  let lastLook = { at: performance.now(), block: 0 };
  const metrics = createMetrics();
  const nonces = createNonces(Date.now);
  const versions = createVersionCache({
    maxBytes: worker.cacheMiB * MIB,
    load: (versionId) => loadRegisteredVersion({ contracts, store, signal }, versionId),
  });
  const dailyWei = BigInt(worker.dailySpendGwei) * GWEI;
  const sender = createSender({
    provider,
    account,
    signal,
    policy: { confirmations: worker.confirmations, maxFeePerGasWei: BigInt(worker.maxFeePerGasGwei) * GWEI },
    spendLimit: createSpendLimit({ dailyWei, ledger: journal.ledger, now: () => chainTime }),
  });

  let url = "";
  const domain = () => new URL(worker.publicUrl ?? url).host;
  const app = createApp({
    metrics,
    nonces,
    logger,
    readiness: () => ({
      ready: performance.now() - lastLook.at < Math.max(READY_MS, READY_LOOKS * worker.pollMs),
      block: lastLook.block,
    }),
    attestationOf: (key) => {
      const { result, attestation } = journal.job(key) ?? {};
      return result && attestation && { header: result.header, items: result.items, attestation };
    },
    infer: createInference({ contracts, versions, nonces, domain, chainId, now: Date.now, signal }),
  });
  const server = await startServer(app, worker);
  url = server.url;
  closers.push(() => server.close());

  const batchDeps: BatchDeps = {
    provider,
    contracts,
    domain: { chainId, committee },
    account,
    sender,
    journal,
    store,
    logger,
    engineDigest,
    fromBlock,
    turnMs: worker.turnMs,
    graceMs: worker.graceMs,
    challenge: {
      maxBondWei: worker.challenge.enabled ? BigInt(worker.challenge.maxBondWei) : 0n,
      asNonMember: worker.challenge.asNonMember,
    },
    fetchEpochs: worker.fetchEpochs,
    now: () => performance.now(),
    signal,
  };
  const running = runLoop({
    provider,
    contracts,
    journal,
    logger,
    fromBlock,
    signal,
    runner: createBatchRunner(batchDeps),
    keepInDraw: (chain) => keepInDraw(batchDeps, chain),
    metrics,
    pollMs: worker.pollMs,
    epochSeconds,
    onLook({ latest, finalized }) {
      chainTime = latest.timestamp;
      lastLook = { at: performance.now(), block: finalized.number };
      metrics.finalizedBlock.set(finalized.number);
    },
  });
  // Pushed last, run first: nothing is closed under a step that still runs.
  closers.push(async () => {
    stopped.abort();
    await store.close();
    provider.destroy();
    await running;
  });
  logger.info({ address: account.address, url, chainId }, "the worker runs");
  return { url, address: account.address, stop };
}

/** In reverse order of opening. One that fails does not keep the others open. */
async function closeAll(closers: (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (cause) {
      failures.push(cause);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, "the worker did not stop cleanly");
}
