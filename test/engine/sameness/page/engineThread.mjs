// One of the engine's threads in a browser: what its nodeThread.mjs is in Node.
import { setUp } from "@assay/engine/createEngine.ts";

onmessage = async ({ data: start }) => {
  const { exports } = await WebAssembly.instantiate(start.module, { env: { memory: start.memory } });
  setUp(exports, start);
  exports.serve();
};
