import type { Role } from "./accounts.ts";

/** A worker that is a process of the network. */
export type RunningWorker = { role: Role; url: string; pid: number };

/** A running local network: chain, gateway, Functions nodes and workers, each in a process of its own, all on 127.0.0.1. */
export type Network = {
  /** Everything the network wrote lies in here. */
  readonly directory: string;
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly gatewayUrl: string;
  /** deployment.json of the protocol. */
  readonly deploymentPath: string;
  /** Address of every contract by name. */
  readonly contracts: Readonly<Record<string, string>>;
  /** Home directory (`assay --home`) of every role but the deployer's chain account; each holds its key. */
  readonly homes: Readonly<Record<Role, string>>;
  readonly accounts: Readonly<Record<Role, string>>;
  readonly workers: readonly RunningWorker[];
  /** Every child process. */
  readonly processes: readonly { name: string; pid: number }[];
  /** Moves the chain's clock forward and mines a block. */
  advance(seconds: number): Promise<void>;
  /** Stops every process and, unless it was given by the caller, removes the directory. May be called again. */
  stop(): Promise<void>;
};
