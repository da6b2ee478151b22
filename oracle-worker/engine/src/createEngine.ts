import { createAllocator } from "./createAllocator.ts";
import { EngineError } from "./EngineError.ts";
import { type EngineExports, instantiate } from "./instantiate.ts";
import { selfTest } from "./selfTest.ts";
import { selfTestFused } from "./selfTestFused.ts";

const PAGE_BYTES = 65_536;
/** What a 32-bit WebAssembly memory can hold, less one page: addresses stay below 2^32. */
const MOST_PAGES = 65_535;
const DEFAULT_MAX_BYTES = 2 ** 31;
/** Where floats and the operation's number lie after the integer arguments (assembly/control.ts). */
const FLOATS_OFFSET = 256;
const OPERATION_OFFSET = 384;
const MAX_INTEGERS = 64;
const MAX_FLOATS = 32;

export type Tile = "5x8" | "5x16";

export type EngineOptions = {
  /** Threads, this one included. Never more than free cores: the others wait for each other. Default 1. */
  threads?: number;
  /** Tile of matrix products; has no effect on results. Default "5x8". */
  tile?: Tile;
  /** Turns of a waiting thread before it sleeps. Default 50,000: a training step's gaps. */
  idleSpins?: number;
  /** The most memory that tensors may take, up to 4 GiB less a page. Default 2 GiB; it is reserved, not used. */
  maxBytes?: number;
};

/** How a platform gives the engine its module and its threads. */
export type Platform = {
  wasm: Uint8Array<ArrayBuffer>;
  /** Starts a thread that runs `serve` on the module and the memory. */
  startThread(start: ThreadStart): EngineThread;
};
export type ThreadStart = {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  threads: number;
  thread: number;
  base: number;
  idleSpins: number;
  tileColumns: number;
};
export type EngineThread = { stop(): void; failed: Promise<Error> };

/**
 * The kernels and their memory. Addresses are byte offsets into one WebAssembly memory; a tensor is contiguous,
 * row-major, 4 bytes per element, and may be read up to 64 bytes past its end.
 */
export interface Engine {
  /** SHA-256 of the WebAssembly module, as 0x and 64 hex digits: what a proof names as its engine. */
  readonly digest: `0x${string}`;
  readonly threads: number;
  readonly tile: Tile;
  readonly f32: Float32Array;
  readonly i32: Int32Array;
  readonly u8: Uint8Array;
  /** @throws EngineError `OutOfMemory` */
  alloc(bytes: number): number;
  free(address: number): void;
  /** Runs an operation (assembly/operations.ts) on every thread and waits for it. */
  run(operation: number, integers: readonly number[], floats?: readonly number[]): void;
  /** Copies bytes inside the memory. */
  copy(target: number, source: number, bytes: number): void;
  clear(address: number, bytes: number): void;
  stats(): { used: number; peak: number };
  /** Ends the threads. What still computes then is refused (`EngineFailed`): nobody would answer it. */
  close(): void;
}

/**
 * Starts the engine.
 * @throws EngineError `EngineFailed`, `SelfTestFailed`
 */
export async function createEngine(platform: Platform, options: EngineOptions = {}): Promise<Engine> {
  const { threads = 1, tile = "5x8", idleSpins = 50_000, maxBytes = DEFAULT_MAX_BYTES } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new RangeError(`threads is ${threads}, not an integer from 1 to 64`);
  }
  const digest = await sha256(platform.wasm);
  const memory = reserve(Math.min(MOST_PAGES, Math.ceil(maxBytes / PAGE_BYTES)));
  const { module, exports } = await instantiate(platform.wasm, memory);
  const base = Math.ceil((exports.heapBase() >>> 0) / 4096) * 4096;
  const tileColumns = tile === "5x16" ? 16 : 8;
  const start = (thread: number): ThreadStart => ({ module, memory, threads, thread, base, idleSpins, tileColumns });
  setUp(exports, start(0));
  const others = Array.from({ length: threads - 1 }, (_, i) => platform.startThread(start(i + 1)));
  const engine = build({ digest, threads, tile }, memory, exports, base, others);
  try {
    await allReady(engine.i32, base, others);
    selfTest(engine);
    selfTestFused(engine);
  } catch (error) {
    for (const other of others) other.stop();
    throw error;
  }
  return engine;
}

/** What every instance does before its first operation. */
export function setUp(exports: EngineExports, start: Omit<ThreadStart, "module" | "memory">): void {
  exports.setUp(start.threads, start.thread, start.base, start.idleSpins);
  exports.setTile(start.tileColumns);
}

function build(
  fixed: { digest: `0x${string}`; threads: number; tile: Tile },
  memory: WebAssembly.Memory,
  exports: EngineExports,
  base: number,
  others: readonly EngineThread[],
): Engine {
  const heap = base + (exports.controlBytes(fixed.threads) >>> 0);
  const allocator = createAllocator(heap, memory.buffer.byteLength);
  const f32 = new Float32Array(memory.buffer);
  const i32 = new Int32Array(memory.buffer);
  const integerArguments = (exports.argumentsAddress() >>> 0) / 4;
  const floatArguments = integerArguments + FLOATS_OFFSET / 4;
  let isClosed = false;
  const needOpen = (): void => {
    if (isClosed) throw closed();
  };
  return {
    ...fixed,
    f32,
    i32,
    u8: new Uint8Array(memory.buffer),
    alloc(bytes) {
      needOpen();
      return allocator.alloc(bytes);
    },
    free: (address) => allocator.free(address),
    run(operation, integers, floats = []) {
      needOpen();
      if (integers.length > MAX_INTEGERS || floats.length > MAX_FLOATS) throw new RangeError("too many arguments");
      // Faster than set(), which is made for longer lists.
      for (let i = 0; i < integers.length; i++) i32[integerArguments + i] = integers[i] ?? 0;
      for (let i = 0; i < floats.length; i++) f32[floatArguments + i] = floats[i] ?? 0;
      exports.execute(operation);
    },
    copy: (target, source, bytes) => exports.copy(target, source, bytes),
    clear: (address, bytes) => exports.clear(address, bytes),
    stats: () => allocator.stats(),
    close() {
      if (isClosed) return;
      isClosed = true;
      stopServing(i32, base);
      for (const other of others) other.stop();
    },
  };
}

const OPERATION_WORD = (320 + OPERATION_OFFSET) / 4;

/** Wakes the threads with a negative operation, at which they return. */
function stopServing(words: Int32Array, base: number): void {
  Atomics.store(words, base / 4 + OPERATION_WORD, -1);
  Atomics.add(words, base / 4, 1);
  Atomics.notify(words, base / 4);
}

const READY_WORD = 64 / 4;
const START_TIMEOUT_MS = 30_000;

async function allReady(words: Int32Array, base: number, others: readonly EngineThread[]): Promise<void> {
  const failed = Promise.race(others.map((other) => other.failed));
  let failure: Error | undefined;
  void failed.then((error) => {
    failure = error;
  });
  const end = Date.now() + START_TIMEOUT_MS;
  while (Atomics.load(words, base / 4 + READY_WORD) < others.length) {
    if (failure !== undefined || Date.now() > end) {
      throw new EngineError("EngineFailed", "a thread of the engine did not start", {
        hint: "start the engine with one thread",
        cause: failure,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function closed(): EngineError {
  return new EngineError("EngineFailed", "the engine is closed", { hint: "start another one" });
}

function reserve(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (cause) {
    throw new EngineError("EngineFailed", `${pages} pages of shared memory cannot be reserved`, {
      hint: "give the engine less memory (maxBytes), and a browser page the headers that isolate it",
      cause,
    });
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<`0x${string}`> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `0x${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
