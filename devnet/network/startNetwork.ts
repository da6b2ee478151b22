import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { JsonRpcProvider } from "ethers";
import { z } from "zod";
import { PUBLISHERS, type Role, ROLES, walletOf, WORKERS } from "./accounts.ts";
import { freePorts } from "./freePorts.ts";
import { joinCommittee } from "./joinCommittee.ts";
import type { Network } from "./network.ts";
import { type Child, startChild } from "./startChild.ts";
import { homeOf, storeOf, writeHomes } from "./writeHomes.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ASSAY = join(ROOT, "oracle-worker/bin/assay.mjs");
const PARAMETERS = join(ROOT, "deploy/parameters/local.json5");
const CHAIN_ID = 31_337;
const START_MS = 120_000;

const ChainReadySchema = z.strictObject({ rpcUrl: z.url(), contracts: z.record(z.string(), z.string()) });
const DonReadySchema = z.strictObject({ functionsScoreSource: z.string() });
const UrlSchema = z.looseObject({ url: z.url() });

export type NetworkOptions = {
  /** Empty or new directory to work in; one in the system's temporary directory, removed by `stop`, when absent. */
  directory?: string;
  /** Workers that run; all three by default. The others are staked too, and silent. */
  workers?: readonly (typeof WORKERS)[number][];
  /** A block comes this often, as on a chain of others: epochs then end and draws go on by themselves. By default only with transactions. */
  blockMs?: number;
  /** Ends a start that is under way; later, `stop` does. */
  signal?: AbortSignal;
  /** Told what is going on. */
  onStep?: (text: string) => void;
};

/**
 * Starts the whole local network. The contracts must have been built.
 * @throws Error with the words of the process that failed; nothing is left running
 */
export async function startNetwork(options: NetworkOptions = {}): Promise<Network> {
  const directory =
    options.directory === undefined ? await mkdtemp(join(tmpdir(), "assay-network-")) : resolve(options.directory);
  await mkdir(directory, { recursive: true });
  const children: Child[] = [];
  const starting = new Set<Promise<unknown>>();
  const closers: (() => Promise<void> | void)[] = [];
  if (options.directory === undefined) closers.push(() => rm(directory, { recursive: true, force: true }));
  const stopped = new AbortController();
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopped.abort();
    return (stopping ??= Promise.allSettled(starting).then(() => stopAll(children, closers)));
  };
  const signal = options.signal === undefined ? stopped.signal : AbortSignal.any([stopped.signal, options.signal]);
  try {
    return await start({ directory, options, children, starting, closers, signal, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

type Parts = {
  directory: string;
  options: NetworkOptions;
  children: Child[];
  /** Starts under way: whoever stops the network waits for them to end. */
  starting: Set<Promise<unknown>>;
  closers: (() => Promise<void> | void)[];
  signal: AbortSignal;
  stop: () => Promise<void>;
};

async function start({ directory, options, children, starting, closers, signal, stop }: Parts): Promise<Network> {
  const say = options.onStep ?? (() => {});
  const run = async (name: string, module: string, args: readonly string[]): Promise<Child> => {
    const start = startChild({ name, module, args, cwd: ROOT, timeoutMs: START_MS, signal });
    starting.add(start);
    const child = await start.finally(() => starting.delete(start));
    children.push(child);
    say(`${name} runs as process ${String(child.pid)}`);
    return child;
  };

  const journal = join(directory, "ignition");
  const chain = await run("chain", join(ROOT, "devnet/network/chainMain.ts"), [PARAMETERS, journal]);
  const { rpcUrl, contracts: deployed } = ChainReadySchema.parse(chain.ready);
  const provider = new JsonRpcProvider(rpcUrl, CHAIN_ID, {
    staticNetwork: true,
    pollingInterval: 50,
    cacheTimeout: -1,
  });
  closers.push(() => provider.destroy());

  const [gatewayPort = 0, ...ports] = await freePorts(1 + WORKERS.length);
  const workerPorts = new Map(WORKERS.map((role, i) => [role, ports[i] ?? 0]));
  const gatewayUrl = `http://127.0.0.1:${String(gatewayPort)}`;
  const donArguments = [rpcUrl, PARAMETERS, journal, deployed.scores ?? "", gatewayUrl];
  const don = await run("Functions nodes", join(ROOT, "devnet/network/donMain.ts"), donArguments);
  const contracts = nameContracts({ ...deployed, ...DonReadySchema.parse(don.ready) });

  const deploymentPath = join(directory, "deployment.json");
  await writeFile(deploymentPath, `${JSON.stringify({ chainId: CHAIN_ID, fromBlock: 0, contracts }, null, 2)}\n`);
  await writeHomes(directory, { rpcUrl, deploymentPath, gatewayUrl, workerPorts });

  const endpoints = new Map([...workerPorts].map(([role, port]) => [role, `http://127.0.0.1:${String(port)}`]));
  await joinCommittee(provider, addressOf(contracts, "Committee"), endpoints);
  const advance = async (seconds: number) => {
    await provider.send("evm_increaseTime", [seconds]);
    await provider.send("evm_mine", []);
  };

  const stores = PUBLISHERS.flatMap((role) => ["--store", storeOf(directory, role)]);
  await run("gateway", ASSAY, ["--json", "gateway", ...stores, "--port", String(gatewayPort)]);
  const workers = await Promise.all(
    (options.workers ?? WORKERS).map(async (role) => {
      const child = await run(role, ASSAY, ["--home", homeOf(directory, role), "--json", "worker"]);
      return { role, url: UrlSchema.parse(child.ready).url, pid: child.pid };
    }),
  );

  if (options.blockMs !== undefined) await provider.send("evm_setIntervalMining", [options.blockMs]);

  return {
    directory,
    rpcUrl,
    chainId: CHAIN_ID,
    gatewayUrl,
    deploymentPath,
    contracts,
    homes: mapRoles((role) => homeOf(directory, role)),
    accounts: mapRoles((role) => walletOf(role).address),
    workers,
    processes: children.map(({ name, pid }) => ({ name, pid })),
    advance,
    stop,
  };
}

/** The chain goes last: the others may still want to read it while they stop. */
async function stopAll(children: readonly Child[], closers: readonly (() => Promise<void> | void)[]): Promise<void> {
  const [chain, ...others] = children;
  await Promise.all(others.map((child) => child.stop()));
  await chain?.stop();
  for (const close of [...closers].reverse()) await close();
}

/** The module names contracts in lower camel case, deployment.json by their own names. */
function nameContracts(deployed: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(deployed).map(([name, address]) => [name.charAt(0).toUpperCase() + name.slice(1), address]),
  );
}

function addressOf(contracts: Record<string, string>, name: string): string {
  const address = contracts[name];
  if (address === undefined) throw new Error(`the Ignition module deploys no ${name}`);
  return address;
}

function mapRoles(value: (role: Role) => string): Record<Role, string> {
  // Every role gets an entry.
  return Object.fromEntries(ROLES.map((role) => [role, value(role)])) as Record<Role, string>;
}
