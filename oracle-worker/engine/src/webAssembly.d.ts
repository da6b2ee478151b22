// The part of the WebAssembly JavaScript interface that the engine uses, in Node and in browsers alike: the
// repository is compiled without the types of the DOM, where TypeScript keeps it.
declare namespace WebAssembly {
  class Module {
    private readonly brand: unknown;
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: true });
    readonly buffer: SharedArrayBuffer;
  }
  interface Instance {
    readonly exports: Record<string, unknown>;
  }
  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
  function instantiate(module: Module, imports: { env: { memory: Memory } }): Promise<Instance>;
}
