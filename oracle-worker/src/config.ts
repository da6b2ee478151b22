import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { AssayError } from "./errors.ts";

/** What `assay worker` needs beside the rest. */
const WorkerSchema = z.strictObject({
  /** Interface that the HTTP server listens on: no one outside unless asked for. */
  host: z.string().min(1).default("127.0.0.1"),
  /** 0 takes a free port. */
  port: z.int().min(0).max(65_535).default(0),
  /** The HTTP origin under which others reach it, where that is not host and port. */
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Pause between two looks at the chain, milliseconds. */
  pollMs: z.int().min(50).max(600_000).default(5_000),
  /** Most that the worker spends on transactions in a day, gwei: 1 ether. */
  dailySpendGwei: z.int().min(0).default(1_000_000_000),
});

/** `assay.json` in a home directory. Paths are relative to it. */
export const ConfigSchema = z.strictObject({
  rpcUrl: z.url({ protocol: /^https?$/ }),
  /** The network's deployment.json. */
  deployment: z.string().min(1),
  /** Trustless IPFS gateways, asked in this order. */
  gateways: z.array(z.url({ protocol: /^https?$/ })).default([]),
  store: z.string().min(1).default("store"),
  keyFile: z.string().min(1).default("key"),
  /** Opens a keyFile that is a JSON keystore. */
  passwordFile: z.string().min(1).optional(),
  worker: WorkerSchema.optional(),
});

/** A home's configuration; every path is absolute. */
export type Config = Readonly<z.infer<typeof ConfigSchema>>;

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
