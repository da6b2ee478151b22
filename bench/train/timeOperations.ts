// node --import tsx timeOperations.ts <threads> <folder of the workload> <steps>: prints where a step's time goes, as JSON.
import * as tf from "@tensorflow/tfjs-core";
import { AssayBackend } from "@assay/engine/backend/AssayBackend.ts";
import * as operations from "../../oracle-worker/engine/assembly/operations.ts";
import { median } from "../lib/median.ts";
import { openTraining } from "./openTraining.ts";

const WARM_UP_STEPS = 3;

const [threads, folder = "", steps] = process.argv.slice(2);
const { step } = await openTraining(folder, Number(threads));
const backend = tf.backend();
if (!(backend instanceof AssayBackend)) throw new Error(`tfjs computes on ${tf.getBackend()}`);
const names = new Map(Object.entries(operations).map(([name, number]) => [number, name]));
const spent = new Map<string, { calls: number; milliseconds: number }>();
const run = backend.engine.run.bind(backend.engine);
Object.assign(backend.engine, {
  run: (operation: number, ...rest: [readonly number[], (readonly number[])?]) => {
    const start = performance.now();
    run(operation, ...rest);
    const name = names.get(operation) ?? String(operation);
    const { calls, milliseconds } = spent.get(name) ?? { calls: 0, milliseconds: 0 };
    spent.set(name, { calls: calls + 1, milliseconds: milliseconds + performance.now() - start });
  },
});

for (let i = 0; i < WARM_UP_STEPS; i++) step();
spent.clear();
const times = Array.from({ length: Number(steps) }, () => {
  const start = performance.now();
  step();
  return performance.now() - start;
});
const total = times.reduce((sum, time) => sum + time, 0);
const rows = [...spent].map(([operation, { calls, milliseconds }]) => ({
  operation,
  calls: calls / times.length,
  milliseconds: milliseconds / times.length,
  share: milliseconds / total,
}));
process.stdout.write(JSON.stringify({ stepMilliseconds: median(times), operations: rows }));
process.exit();
