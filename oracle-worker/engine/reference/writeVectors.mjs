import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cases } from "./cases/index.mjs";
import { gptStep } from "./gptStep.mjs";
import { kernels } from "./kernels/index.mjs";
import { resultsOf } from "./vectors.mjs";

// node oracle-worker/engine/reference/writeVectors.mjs: computes the conformance vectors, one file for each operation.

const FOLDER = new URL("../vectors/", import.meta.url);

/**
 * The file of an operation: a line for each case.
 * @param {string} operation
 */
export function vectorsFile(operation) {
  const lines = cases[operation].map((testCase) =>
    JSON.stringify({ ...testCase, outputs: resultsOf(kernels[operation], testCase) }),
  );
  return `{"schema":"assay/vectors@1","operation":"${operation}","cases":[\n${lines.join(",\n")}\n]}\n`;
}

/** The file of a whole training step: a line for each field. */
export function stepFile() {
  const lines = Object.entries(gptStep()).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(new URL("steps/", FOLDER), { recursive: true });
  for (const operation of Object.keys(cases)) {
    writeFileSync(new URL(`${operation}.json`, FOLDER), vectorsFile(operation));
  }
  writeFileSync(new URL("steps/gpt.json", FOLDER), stepFile());
}
