import { readdirSync, readFileSync, statSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { decode, type Encoded, encode, type Vectors } from "../reference/vectors.mjs";
import { supportedKernels } from "./backend/registerKernels.ts";
import { registerBackend } from "./backend/registerBackend.ts";
import type { Engine } from "./createEngine.ts";
import { type LoadOptions, loadEngine } from "./loadEngine.ts";
import { runOperation } from "./testing/runOperation.ts";

const FOLDER = new URL("../vectors/", import.meta.url);
const SETTINGS: LoadOptions[] = [
  { threads: 1, tile: "5x8" },
  { threads: 2, tile: "5x16" },
];

for (const settings of SETTINGS) {
  describe(`conformance vectors on the engine, ${settings.threads} threads, tile ${settings.tile}`, () => {
    let engine: Engine;
    before(async () => {
      tf.enableProdMode();
      engine = await loadEngine({ maxBytes: 2 ** 26, ...settings });
      await registerBackend(engine);
    });
    after(() => {
      tf.removeBackend("assay");
      engine.close();
    });

    for (const { operation, cases } of allVectors()) {
      it(operation, () => {
        const { used } = engine.stats();
        cases.forEach((testCase, i) => {
          expect(readable(resultsOf(operation, testCase)), `case ${i}`).to.deep.equal(readable(testCase.outputs));
        });
        expect(engine.stats().used, "bytes after all cases").to.equal(used);
      });
    }
  });
}

describe("conformance vectors", () => {
  const operations = allVectors().map(({ operation }) => operation);

  it("are there for every kernel that the backend computes", () => {
    expect(operations).to.include.members(supportedKernels());
  });

  it("are there for every fused operation and every optimiser", () => {
    expect(operations).to.include.members([...fusedOperationFiles(), "adam", "sgd"]);
  });

  it("take less than 400 kB", () => {
    const bytes = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).reduce(
      (sum, file) => sum + statSync(new URL(file, FOLDER)).size,
      0,
    );
    expect(bytes).to.be.within(100_000, 400_000);
  });
});

/** Names of the files of fused/ that make an operation of tfjs: each is named after its operation. */
function fusedOperationFiles(): string[] {
  const folder = new URL("fused/", import.meta.url);
  const names = readdirSync(folder)
    .filter((file) => !file.endsWith(".test.ts") && file !== "fusedOp.ts")
    .filter((file) => readFileSync(new URL(file, folder), "utf8").includes("fusedOp("))
    .map((file) => file.replace(".ts", ""));
  expect(names).to.include("attentionBlock");
  return names;
}

function allVectors(): Vectors[] {
  // The files are writeVectors.mjs's: reference/vectors.test.ts says so.
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Vectors);
}

function resultsOf(operation: string, { inputs, attributes }: Vectors["cases"][number]): Encoded[] {
  tf.engine().startScope();
  try {
    const tensors = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, toTensor(input)]));
    return runOperation(operation, { inputs: tensors, attributes }).map(toEncoded);
  } finally {
    tf.engine().endScope();
  }
}

function toTensor(encoded: Encoded): tf.Tensor {
  const { values, shape, dtype } = decode(encoded);
  return tf.tensor(dtype === "bool" ? Uint8Array.from(values) : values, [...shape], dtype);
}

function toEncoded(tensor: tf.Tensor): Encoded {
  const { dtype, shape } = tensor;
  const values = tensor.dataSync();
  if (dtype === "float32") return encode({ dtype, shape, values: Float32Array.from(values) });
  if (dtype === "int32" || dtype === "bool") return encode({ dtype, shape, values: Int32Array.from(values) });
  throw new TypeError(`no vectors are of type ${dtype}`);
}

/** Every element as its bits and its value, so that a difference can be read. */
function readable(outputs: readonly Encoded[]): unknown[] {
  return outputs.map((output) => ({
    dtype: output.dtype,
    shape: output.shape,
    elements: Array.from(decode(output).values, (value, i) => `${output.bits.slice(8 * i, 8 * i + 8)} ${value}`),
  }));
}
