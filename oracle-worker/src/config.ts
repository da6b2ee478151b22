import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { AssayError } from "./errors.ts";

const HttpUrlSchema = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });

/** How a worker answers a batch that it finds to be wrong. */
const ChallengeSchema = z.strictObject({
  /** Whether it challenges: false leaves a wrong batch to others. */
  enabled: z.boolean().default(true),
  /** Most that one challenge's bond may cost, wei: 0.1 ether. A bond counts as spent on its day. */
  maxBondWei: z
    .string()
    .regex(/^(0|[1-9][0-9]{0,26})$/, "must be an amount in wei, as a string of digits")
    .default("100000000000000000"),
  /** Whether it also measures the batches of committees that it is not on: otherwise a committee that lies together is not found out by it. */
  asNonMember: z.boolean().default(true),
});

/** What `assay worker` needs beside the rest. */
const WorkerSchema = z.strictObject({
  /** Interface that the HTTP server listens on: no one outside unless asked for. TLS is a proxy's work. */
  host: z.string().min(1).default("127.0.0.1"),
  /** 0 takes a free port. */
  port: z.int().min(0).max(65_535).default(0),
  /** The HTTP origin under which others reach it, where that is not host and port. Sign-in messages must name its host. */
  publicUrl: HttpUrlSchema.optional(),
  /** Pause between two looks at the chain, milliseconds. */
  pollMs: z.int().min(10).max(600_000).default(5_000),
  /** Blocks that must hold a transaction. */
  confirmations: z.int().min(1).max(64).default(1),
  /** How long the next worker in line waits for the one whose turn it is, milliseconds. */
  turnMs: z.int().min(0).max(3_600_000).default(30_000),
  /** How long a quorum waits for the signatures of the other members, milliseconds: who is left out must add its own. */
  graceMs: z.int().min(0).max(3_600_000).default(30_000),
  challenge: ChallengeSchema.prefault({}),
  /** Epochs after its own until which content that cannot be fetched is tried again; then its item is `unavailable`. */
  fetchEpochs: z.int().min(0).max(60).default(2),
  /** Most that the worker spends on transactions in a day of chain time, gwei: 1 ether. */
  dailySpendGwei: z.int().min(0).default(1_000_000_000),
  /** Fees are never raised above this, gwei per gas. */
  maxFeePerGasGwei: z.int().min(1).max(1_000_000).default(500),
  /** Threads of the engine: never more than cores that are free. */
  threads: z.int().min(1).max(64).default(1),
  /** Memory for the weights that `/infer` keeps ready, MiB. */
  cacheMiB: z.int().min(1).max(65_536).default(512),
  logLevel: z.enum(["error", "warn", "info", "debug"]).default("info"),
});

/** `assay.json` in a home directory. Paths are relative to it. Unknown fields are refused: a misspelt limit would not limit. */
export const ConfigSchema = z.strictObject({
  rpcUrl: HttpUrlSchema,
  /** The network's deployment.json. */
  deployment: z.string().min(1),
  /** Trustless IPFS gateways, asked in this order. */
  gateways: z.array(HttpUrlSchema).max(16).default([]),
  store: z.string().min(1).default("store"),
  keyFile: z.string().min(1).default("key"),
  /** Opens a keyFile that is a JSON keystore. */
  passwordFile: z.string().min(1).optional(),
  worker: WorkerSchema.prefault({}),
});

/** A home's configuration; every path is absolute. */
export type Config = Readonly<z.infer<typeof ConfigSchema> & { home: string }>;

/** Path of a home's configuration. */
export function configPath(home: string): string {
  return join(home, "assay.json");
}

/** @throws AssayError `ConfigInvalid` naming every offending field, or that the home has no configuration */
export async function readConfig(home: string): Promise<Config> {
  const path = configPath(home);
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw invalid(`cannot read ${path}`, "run assay init there, or name the home with --home", cause);
  });
  const config = parseConfig(path, text);
  return Object.freeze({
    ...config,
    home: resolve(home),
    deployment: resolve(home, config.deployment),
    store: resolve(home, config.store),
    keyFile: resolve(home, config.keyFile),
    ...(config.passwordFile === undefined ? {} : { passwordFile: resolve(home, config.passwordFile) }),
  });
}

function parseConfig(path: string, text: string): z.infer<typeof ConfigSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(`${path} is not JSON`, "write it anew with assay init --force", cause);
  }
  const result = ConfigSchema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(`${path}: ${z.prettifyError(result.error)}`, "correct the fields that it names", result.error);
}

function invalid(problem: string, hint: string, cause: unknown): AssayError {
  return new AssayError("ConfigInvalid", problem, { hint, cause });
}
