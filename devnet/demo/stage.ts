import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { JsonRpcProvider } from "ethers";

import {
  AssayLens__factory,
  type AssayLens,
  type Benchmarks,
  Benchmarks__factory,
  BoardLens__factory,
  type BoardLens,
  Market__factory,
  PipelineRegistry__factory,
  type PipelineRegistry,
  type Market,
  Scores__factory,
  type Scores,
} from "../../typechain-types/index.ts";
import type { Role } from "../network/accounts.ts";
import type { Network } from "../network/network.ts";
import { asTyped, type CommandOutcome, runAssay } from "./assayCommand.ts";
import type { Narrator } from "./narrator.ts";

/** How long the workers and the DON may take for one round before the demo gives up. */
const WAIT_MS = 120_000;
const POLL_MS = 150;

export type CommandResult = Readonly<Record<string, unknown>>;

/** What every scene of the story uses: commands by role, contracts to read, the clock. */
export interface Stage {
  readonly network: Network;
  readonly narrator: Narrator;
  readonly lens: AssayLens;
  readonly boardLens: BoardLens;
  readonly market: Market;
  readonly benchmarks: Benchmarks;
  readonly scores: Scores;
  readonly pipelines: PipelineRegistry;
  readonly provider: JsonRpcProvider;
  /** Runs a command that must succeed and returns its JSON object. */
  assay(role: Role, ...args: string[]): Promise<CommandResult>;
  /** The same with what it took; a stranger has no home and runs it in an empty folder. */
  timed(who: Role | "stranger", ...args: string[]): Promise<{ result: CommandResult; seconds: number }>;
  /** Runs a command that must fail. */
  refused(role: Role, ...args: string[]): Promise<CommandOutcome>;
  /** Moves chain time; the local chain only. */
  advance(seconds: number, why: string): Promise<void>;
  /** Polls the chain until `isDone`. */
  until(what: string, isDone: () => Promise<boolean>): Promise<void>;
}

export function createStage(network: Network, narrator: Narrator, signal: AbortSignal): Stage {
  const provider = new JsonRpcProvider(network.rpcUrl, network.chainId, { staticNetwork: true, cacheTimeout: -1 });
  signal.addEventListener("abort", () => {
    provider.destroy();
  });
  const address = (name: string): string => {
    const found = network.contracts[name];
    if (found === undefined) throw new Error(`the network deployed no ${name}`);
    return found;
  };
  const run = async (who: Role | "stranger", args: readonly string[]): Promise<CommandOutcome> => {
    const full = who === "stranger" ? args : ["--home", network.homes[who], ...args];
    narrator.command(asTyped(full));
    return runAssay(full, {
      signal,
      onLine: (line) => {
        narrator.progress(who, line);
      },
      ...(who === "stranger" ? { directory: await mkdtemp(join(network.directory, "empty-")) } : {}),
    });
  };
  const timed: Stage["timed"] = async (who, ...args) => {
    const { exitCode, result, seconds, stderr } = await run(who, args);
    if (result === undefined) throw new Error(`assay ${args[0] ?? ""} ended with ${String(exitCode)}: ${stderr}`);
    return { result, seconds };
  };
  return {
    network,
    narrator,
    provider,
    lens: AssayLens__factory.connect(address("AssayLens"), provider),
    boardLens: BoardLens__factory.connect(address("BoardLens"), provider),
    market: Market__factory.connect(address("Market"), provider),
    benchmarks: Benchmarks__factory.connect(address("Benchmarks"), provider),
    scores: Scores__factory.connect(address("Scores"), provider),
    pipelines: PipelineRegistry__factory.connect(address("PipelineRegistry"), provider),
    timed,
    assay: async (role, ...args) => (await timed(role, ...args)).result,
    async refused(role, ...args) {
      const outcome = await run(role, args);
      if (outcome.exitCode === 0) throw new Error(`assay ${args[0] ?? ""} should have been refused`);
      return outcome;
    },
    async advance(seconds, why) {
      narrator.say(`chain time is advanced, which only a local chain allows: ${why}`);
      for (const [method, params] of [
        ["evm_increaseTime", `[${String(seconds)}]`],
        ["evm_mine", "[]"],
      ]) {
        const body = `{"jsonrpc":"2.0","id":1,"method":"${method ?? ""}","params":${params ?? ""}}`;
        narrator.command(`curl -s -H 'content-type: application/json' -d '${body}' ${network.rpcUrl}`);
      }
      await network.advance(seconds);
    },
    async until(what, isDone) {
      const deadline = Date.now() + WAIT_MS;
      while (!(await isDone())) {
        if (Date.now() > deadline) throw new Error(`still waiting for ${what} after ${String(WAIT_MS / 1000)} s`);
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        signal.throwIfAborted();
      }
    },
  };
}

/** An integer of a command's JSON object. */
export function integerOf(result: CommandResult, key: string): bigint {
  const value = result[key];
  if (typeof value === "number" || typeof value === "string") return BigInt(value);
  throw new Error(`the command's result has no integer ${key}: ${JSON.stringify(result)}`);
}

export function textOf(result: CommandResult, key: string): string {
  const value = result[key];
  if (typeof value === "string") return value;
  throw new Error(`the command's result has no text ${key}: ${JSON.stringify(result)}`);
}
