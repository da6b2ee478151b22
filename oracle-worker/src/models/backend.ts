import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { sha256, toHex, type Hex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { registerGradients } from "@assay/engine/gradients/registerGradients.ts";

export type Backend = { name: string; engineDigest: Hex };

/** Names of the engines, as hashed into the engine digest (docs/SPEC.md, P-5). */
const ENGINES = { cpu: "tfjs-cpu@4.22.0" } as const;
export type BackendName = keyof typeof ENGINES;

/** The digest that a proof or a batch computed on this backend carries. */
export function engineDigestOf(name: BackendName): Hex {
  return toHex(sha256(new TextEncoder().encode(ENGINES[name])));
}

/**
 * Selects the backend that every later tensor lives on.
 * @throws AssayError `EngineMismatch` when tfjs uses another one: after a failed start it quietly takes the next.
 */
export async function useBackend(name: BackendName): Promise<Backend> {
  // Without this the cpu backend prints an advertisement for tfjs-node on stderr.
  tf.enableProdMode();
  registerGradients();
  await start(name);
  if (tf.getBackend() !== name) throw mismatch(`tensor backend is ${tf.getBackend()}, not ${name}`);
  const installed: string = tf.version_core;
  if (ENGINES[name] !== `tfjs-${name}@${installed}`)
    throw mismatch(`tfjs is ${installed}, the engine is ${ENGINES[name]}`);
  return { name, engineDigest: engineDigestOf(name) };
}

async function start(name: BackendName): Promise<void> {
  try {
    await tf.setBackend(name);
    await tf.ready();
  } catch (cause) {
    throw mismatch(`tensor backend ${name} does not start`, cause);
  }
}

function mismatch(problem: string, cause?: unknown): AssayError {
  return new AssayError("EngineMismatch", problem, { hint: "reinstall the packages with npm ci", cause });
}
