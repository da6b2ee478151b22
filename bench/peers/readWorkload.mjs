import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What a contestant works on: `workload.json`, its arrays, and the initial weights by name.
 * @param {string} folder
 * @returns {{
 *   settings: unknown,
 *   weights: Map<string, { shape: number[], values: Float32Array }>,
 *   integers: (name: string) => Int32Array,
 *   floats: (name: string) => Float32Array,
 * }}
 */
export function readWorkload(folder) {
  const read = (name) => new Uint8Array(readFileSync(join(folder, name))).buffer;
  const settings = JSON.parse(readFileSync(join(folder, "workload.json"), "utf8"));
  const values = new Float32Array(read("weights.bin"));
  const weights = new Map();
  let offset = 0;
  for (const { name, shape } of settings.weights) {
    const size = shape.reduce((a, b) => a * b, 1);
    weights.set(name, { shape, values: values.slice(offset, offset + size) });
    offset += size;
  }
  return {
    settings,
    weights,
    integers: (name) => new Int32Array(read(name)),
    floats: (name) => new Float32Array(read(name)),
  };
}
