import "@tensorflow/tfjs-backend-cpu";
import { AssayBackend } from "@assay/engine/backend/AssayBackend.ts";
import { registerBackend } from "@assay/engine/backend/registerBackend.ts";
import { selectBackend } from "@assay/engine/backend/selectBackend.ts";
import type { Engine } from "@assay/engine/createEngine.ts";
import { registerGradients } from "@assay/engine/gradients/registerGradients.ts";
import { engineDigest, loadEngine } from "@assay/engine/loadEngine.ts";
import * as tf from "@tensorflow/tfjs-core";
import { type Hex, sha256, toHex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { namedError } from "./namedError.ts";
import { currentOps } from "./ops/currentOps.ts";
import type { GraphOps } from "./ops/GraphOps.ts";
import { loadTensorflow } from "./tensorflow/loadTensorflow.ts";

/**
 * `assay`: the engine, whose bits anyone can compute again; `cpu`: tfjs' own, the reference in tests; `tensorflow`:
 * tfjs-node where it is installed, for drafts that nobody can repeat bit for bit.
 */
export type BackendName = "assay" | "cpu" | "tensorflow";

/** Those that versions are trained on. */
export type TrainingBackend = Exclude<BackendName, "cpu">;

/** None has an effect on results. */
export type EngineOptions = {
  /** Threads of the engine, never more than free cores. Absent: whatever runs already, else 1. */
  threads?: number | undefined;
};

/** `engineDigest`: what a proof or a batch computed here carries (docs/SPEC.md, P-5). */
export type Backend = { name: BackendName; engineDigest: Hex; ops: GraphOps };

const NAMES = { cpu: "tfjs-cpu@4.22.0", tensorflow: "tfjs-node@4.22.0" } as const;

/** @throws AssayError `EngineUnusable` when the engine is not built */
export async function engineDigestOf(name: BackendName): Promise<Hex> {
  if (name !== "assay") return toHex(sha256(new TextEncoder().encode(NAMES[name])));
  try {
    return await engineDigest();
  } catch (error) {
    throw namedError(error);
  }
}

/**
 * Selects the backend that every later tensor lives on. The engine is started on first use, and again when it is asked
 * for with another number of threads: tensors of the one before must not be used any more.
 * @throws AssayError `EngineUnusable`; `TensorflowUnavailable`; `EngineMismatch` when tfjs uses another backend than was asked for
 */
export async function useBackend(name: BackendName, options: EngineOptions = {}): Promise<Backend> {
  // Without this the cpu backend prints an advertisement for tfjs-node on stderr.
  tf.enableProdMode();
  registerGradients();
  let running: Engine | undefined;
  try {
    if (name === "assay") running = await startEngine(options);
    else {
      if (!tf.engine().backendNames().includes(name) && name === "tensorflow") loadTensorflow();
      await selectBackend(name);
    }
  } catch (error) {
    throw namedError(error);
  }
  const installed = `tfjs-cpu@${tf.version_core as string}`;
  if (name === "cpu" && installed !== NAMES.cpu) {
    throw new AssayError("EngineMismatch", `the backend is ${installed}, not ${NAMES.cpu}`, {
      hint: "reinstall the packages with npm ci",
    });
  }
  return { name, engineDigest: running?.digest ?? (await engineDigestOf(name)), ops: currentOps() };
}

/** Ends the engine's threads; nothing must be computed on it any more. */
export function closeEngine(): void {
  const running = runningEngine();
  if (running === undefined) return;
  tf.removeBackend("assay");
  running.close();
}

async function startEngine({ threads }: EngineOptions): Promise<Engine> {
  const running = runningEngine();
  if (running !== undefined && running.threads === (threads ?? running.threads)) {
    await selectBackend("assay");
    return running;
  }
  const engine = await loadEngine({ threads: threads ?? 1, revectorize: true });
  await registerBackend(engine);
  running?.close();
  return engine;
}

function runningEngine(): Engine | undefined {
  if (!tf.engine().backendNames().includes("assay")) return undefined;
  const backend = tf.engine().findBackend("assay");
  return backend instanceof AssayBackend ? backend.engine : undefined;
}
