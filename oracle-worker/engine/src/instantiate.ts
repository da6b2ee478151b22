import { EngineError } from "./EngineError.ts";

/** What assembly/index.ts exports. Addresses are unsigned; JavaScript sees them as signed. */
export type EngineExports = {
  heapBase(): number;
  controlBytes(threads: number): number;
  argumentsAddress(): number;
  setUp(threads: number, thread: number, base: number, idleSpins: number): void;
  setTile(columns: number): void;
  execute(operation: number): void;
  serve(): void;
  copy(target: number, source: number, bytes: number): void;
  clear(address: number, bytes: number): void;
};

/** Compiles the module and makes this thread's instance of it. @throws EngineError `EngineFailed` */
export async function instantiate(
  wasm: Uint8Array<ArrayBuffer>,
  memory: WebAssembly.Memory,
): Promise<{ module: WebAssembly.Module; exports: EngineExports }> {
  try {
    const module = await WebAssembly.compile(wasm);
    return { module, exports: await instanceOf(module, memory) };
  } catch (cause) {
    throw new EngineError("EngineFailed", "the engine's module does not start here", {
      hint: "WebAssembly with SIMD and threads is needed: Node 20 or later, or a current browser",
      cause,
    });
  }
}

/** Another instance of a module that has been compiled. */
export async function instanceOf(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<EngineExports> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  // The module is the one that the digest names; its exports are those of assembly/index.ts.
  return exports as EngineExports;
}
