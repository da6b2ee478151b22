import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { createEngine, type Engine, type EngineOptions, type EngineThread, type ThreadStart } from "./createEngine.ts";
import { EngineError } from "./EngineError.ts";

const WASM = new URL("../build/assay.wasm", import.meta.url);
const THREAD = new URL("./nodeThread.mjs", import.meta.url);
/** The first V8 that has a revectorizer; an older one complains of the flag on stderr. */
const REVECTORIZER_SINCE = 12;

export type LoadOptions = EngineOptions & {
  /**
   * Lets V8 join pairs of 128-bit operations into 256-bit ones: faster on x64 with AVX2, the same bits. Without effect
   * where V8 cannot (`canRevectorize`).
   */
  revectorize?: boolean;
};

/** Whether this V8 has a revectorizer, which joins what x64 with AVX2 computes at once. */
export function canRevectorize(): boolean {
  return process.arch === "x64" && Number.parseInt(process.versions.v8, 10) >= REVECTORIZER_SINCE;
}

/**
 * Starts the engine in Node. Its tile is the faster one unless given.
 * @throws EngineError `EngineNotBuilt`, `EngineFailed`, `SelfTestFailed`
 */
export async function loadEngine({ revectorize = false, ...options }: LoadOptions = {}): Promise<Engine> {
  // V8 reads it when it compiles the module's functions; other modules of this process are compiled with it too.
  const isWide = revectorize && canRevectorize();
  if (isWide) setFlagsFromString("--experimental-wasm-revectorize");
  // Each tile is the faster one with the registers that are then in use.
  return createEngine({ wasm: await readWasm(), startThread }, { tile: isWide ? "5x16" : "5x8", ...options });
}

/** SHA-256 of the module, as an engine's `digest`, without starting one. @throws EngineError `EngineNotBuilt` */
export async function engineDigest(): Promise<`0x${string}`> {
  return `0x${createHash("sha256")
    .update(await readWasm())
    .digest("hex")}`;
}

async function readWasm(): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(WASM));
  } catch (cause) {
    throw new EngineError("EngineNotBuilt", "the engine is not built", { hint: "run npm run setup", cause });
  }
}

function startThread(start: ThreadStart): EngineThread {
  const worker = new Worker(THREAD, { workerData: start });
  worker.unref();
  const failed = new Promise<Error>((resolve) => {
    worker.once("error", resolve);
  });
  return { stop: () => void worker.terminate(), failed };
}
