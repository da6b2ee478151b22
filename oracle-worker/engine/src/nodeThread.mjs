// One of the engine's threads in Node. Plain JavaScript, because Node starts a worker without the loader that the
// rest of the program may run under.
import { workerData } from "node:worker_threads";

const { module, memory, threads, thread, base, idleSpins, tileColumns } = workerData;
const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
exports.setUp(threads, thread, base, idleSpins);
exports.setTile(tileColumns);
exports.serve();
