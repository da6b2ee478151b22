import { createEngine, type Engine, type EngineOptions, type EngineThread, type ThreadStart } from "../createEngine.ts";
import { EngineError } from "../EngineError.ts";

/** What a page has of a web worker: the repository is compiled without the types of the DOM. */
type WebWorker = {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(type: "message", listen: (event: { data: unknown }) => void): void;
  addEventListener(type: "error", listen: (event: { message?: string }) => void): void;
};
declare const Worker: new (url: URL | string, options: { type: "module" }) => WebWorker;

export type BrowserOptions = EngineOptions & {
  /** Where assay.wasm is. Default: where the package has it, which bundlers follow. */
  wasmUrl?: URL | string;
  /** Where browserThread.mjs is, as a file of its own. Default: beside this module, which bundlers follow. */
  threadUrl?: URL | string;
};

/**
 * Starts the engine in a browser. The page must be isolated (headers `Cross-Origin-Opener-Policy: same-origin` and
 * `Cross-Origin-Embedder-Policy: require-corp`), and more than one thread need a worker to start them: a page's own
 * thread may not wait.
 * @throws EngineError `EngineNotBuilt`, `EngineFailed`, `SelfTestFailed`
 */
export async function loadEngineByUrl(options: BrowserOptions = {}): Promise<Engine> {
  const { wasmUrl = new URL("../../build/assay.wasm", import.meta.url), threadUrl, ...rest } = options;
  if ((rest.threads ?? 1) > 1 && !mayWait()) {
    throw new EngineError("EngineFailed", "this thread may not wait for others", {
      hint: "start the engine in a web worker of an isolated page, or with one thread",
    });
  }
  return createEngine({ wasm: await download(wasmUrl), startThread: (start) => startThread(start, threadUrl) }, rest);
}

/** Waits for a word to change that has changed already: at once, or an error where waiting is not allowed. */
function mayWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}

async function download(url: URL | string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new EngineError("EngineNotBuilt", `the engine's module is not at ${String(url)}`, {
      hint: "build the engine, and serve assay.wasm there",
      cause,
    });
  }
}

function startThread(start: ThreadStart, url: URL | string | undefined): EngineThread {
  const worker =
    url === undefined
      ? new Worker(new URL("./browserThread.mjs", import.meta.url), { type: "module" })
      : new Worker(url, { type: "module" });
  const failed = new Promise<Error>((resolve) => {
    worker.addEventListener("error", ({ message }) =>
      resolve(new Error(message ?? "the thread's script does not load")),
    );
    // The thread says something only when it fails.
    worker.addEventListener("message", ({ data }) => resolve(new Error(String(data))));
  });
  worker.postMessage(start);
  return { stop: () => worker.terminate(), failed };
}
