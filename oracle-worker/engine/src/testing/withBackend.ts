import * as tf from "@tensorflow/tfjs-core";
import { type LoadOptions, loadEngine } from "../loadEngine.ts";
import type { AssayBackend } from "../backend/AssayBackend.ts";
import { BACKEND_NAME } from "../backend/kernel.ts";
import { registerBackend } from "../backend/registerBackend.ts";

/** For tests: runs on an engine of its own, and closes it. */
export async function withBackend<T>(options: LoadOptions, use: (backend: AssayBackend) => T | Promise<T>): Promise<T> {
  const engine = await loadEngine({ maxBytes: 2 ** 28, ...options });
  try {
    return await use(await registerBackend(engine));
  } finally {
    tf.removeBackend(BACKEND_NAME);
    engine.close();
  }
}
