import { createEngine } from "@assay/engine/createEngine.ts";
import { trainToHash } from "../trainToHash.ts";

/**
 * Trains in the thread that this is called in: the page's, or a worker's, which alone may wait for others.
 * @param {import("../trainToHash.ts").Job & { threads: number }} job
 * @returns {Promise<import("../trainToHash.ts").Outcome>}
 */
export async function trainHere({ threads, ...job }) {
  const response = await fetch("/assay.wasm");
  const wasm = new Uint8Array(await response.arrayBuffer());
  const engine = await createEngine({ wasm, startThread }, { threads, maxBytes: 2 ** 28 });
  try {
    return await trainToHash(engine, job);
  } finally {
    engine.close();
  }
}

function startThread(start) {
  const worker = new Worker("/engineThread.js");
  const failed = new Promise((resolve) => {
    worker.onerror = ({ message }) => resolve(new Error(message));
  });
  worker.postMessage(start);
  return { stop: () => worker.terminate(), failed };
}
