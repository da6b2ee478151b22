import * as tf from "@tensorflow/tfjs-core";
import type { Engine } from "../createEngine.ts";
import { AssayBackend } from "./AssayBackend.ts";
import { BACKEND_NAME } from "./kernel.ts";
import { registerKernels } from "./registerKernels.ts";
import { selectBackend } from "./selectBackend.ts";

/**
 * Registers the engine as tfjs' backend `assay`, selects it, and makes sure that tfjs did. An engine that was registered
 * before is replaced: its tensors must not be used any more.
 * @throws EngineError `BackendNotSelected`
 */
export async function registerBackend(engine: Engine): Promise<AssayBackend> {
  registerKernels();
  if (tf.engine().backendNames().includes(BACKEND_NAME)) tf.removeBackend(BACKEND_NAME);
  const backend = new AssayBackend(engine);
  tf.registerBackend(BACKEND_NAME, () => backend);
  await selectBackend(BACKEND_NAME);
  return backend;
}
