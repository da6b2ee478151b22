import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { expect } from "chai";
import { matmul } from "../kernels/linear.ts";
import { EngineError } from "../EngineError.ts";
import { loadEngine } from "../loadEngine.ts";
import { loadEngineByUrl } from "./loadEngineByUrl.ts";

const SOURCES = new URL("..", import.meta.url);
const WASM = new URL("../../build/assay.wasm", import.meta.url);
/** What a web worker is to the module under test, made of a thread of Node. */
const PRELUDE = `
  import { parentPort } from "node:worker_threads";
  globalThis.postMessage = (message) => parentPort.postMessage(message);
  globalThis.addEventListener = (type, listen) => parentPort.on(type, (data) => listen({ data }));
`;

function asDataUrl(type: string, bytes: Uint8Array): string {
  return `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
}

class FakeWebWorker {
  readonly #worker: Worker;

  constructor(url: URL | string) {
    this.#worker = new Worker(new URL(url));
    this.#worker.unref();
  }

  postMessage(message: unknown): void {
    this.#worker.postMessage(message);
  }

  terminate(): void {
    void this.#worker.terminate();
  }

  addEventListener(type: "message" | "error", listen: (event: { data: unknown; message: string }) => void): void {
    this.#worker.on(type, (value: unknown) => listen({ data: value, message: String(value) }));
  }
}

describe("loadEngineByUrl", () => {
  let wasmUrl = "";
  let threadUrl = "";

  before(async () => {
    wasmUrl = asDataUrl("application/wasm", await readFile(WASM));
    const thread = await readFile(new URL("./browserThread.mjs", import.meta.url), "utf8");
    threadUrl = asDataUrl("text/javascript", Buffer.from(PRELUDE + thread));
    Object.assign(globalThis, { Worker: FakeWebWorker });
  });

  after(() => {
    Reflect.deleteProperty(globalThis, "Worker");
  });

  it("starts the same engine as Node's loader, with threads that are web workers", async () => {
    const reference = await loadEngine({ maxBytes: 2 ** 26 });
    for (const threads of [1, 3]) {
      const engine = await loadEngineByUrl({ wasmUrl, threadUrl, threads, maxBytes: 2 ** 26 });
      expect(engine.digest).to.equal(reference.digest);
      const [a, c] = [engine.alloc(4 * 900), engine.alloc(4 * 900)];
      engine.f32.fill(0.1, a / 4, a / 4 + 900);
      const operand = { address: a, stride: 30 };
      matmul(engine, operand, operand, { address: c, stride: 30 }, { rows: 30, columns: 30, inner: 30 });
      expect(engine.f32[c / 4 + 899]).to.be.closeTo(0.3, 1e-6);
      engine.close();
    }
    reference.close();
  });

  it("names what is missing", async () => {
    const missing: unknown = await loadEngineByUrl({ wasmUrl: "data:nothing" }).catch((error: unknown) => error);
    expect(missing).to.be.instanceOf(EngineError).with.property("code", "EngineNotBuilt");
    const broken = asDataUrl("text/javascript", Buffer.from("throw new Error('no thread')"));
    const failed: unknown = await loadEngineByUrl({ wasmUrl, threadUrl: broken, threads: 2, maxBytes: 2 ** 26 }).catch(
      (error: unknown) => error,
    );
    expect(failed).to.be.instanceOf(EngineError).with.property("code", "EngineFailed");
  });

  it("needs nothing of Node, and nothing of the engine does but its loader there", () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter(
      (file) => /\.(ts|mjs)$/.test(file) && !/\.test\.ts$|^testing\//.test(file),
    );
    const users = files.filter((file) => /from "node:/.test(readFileSync(new URL(file, SOURCES), "utf8")));
    expect(files).to.include("browser/loadEngineByUrl.ts");
    expect(users.sort()).to.deep.equal(["loadEngine.ts", "nodeThread.mjs"]);
  });
});
