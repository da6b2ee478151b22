import { createHash } from "node:crypto";
import { ALPHABET, ARCHITECTURE, BATCH, initialWeights, LEARNING_RATE, OPTIMIZER } from "./cases/gptStep.mjs";
import { trainingStep } from "./gpt.mjs";
import { bitsOf } from "./number.mjs";
import { decode } from "./vectors.mjs";

/** SHA-256 of the elements, little-endian. @param {Float32Array} values */
export function hashOf(values) {
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => bytes.setUint32(4 * i, bitsOf(value), true));
  return createHash("sha256").update(new Uint8Array(bytes.buffer)).digest("hex");
}

/** @param {ReadonlyMap<string, Float32Array>} tensors */
function hashesOf(tensors) {
  return Object.fromEntries([...tensors].map(([name, values]) => [name, hashOf(values)]));
}

/** A training step's inputs, its loss, and the hash of every gradient and of every tensor of the state after it. */
export function gptStep() {
  const encoded = initialWeights();
  const weights = new Map(Object.entries(encoded).map(([name, x]) => [name, Float32Array.from(decode(x).values)]));
  const { count, length, tokens } = BATCH;
  const blocks = Array.from({ length: count }, (_, i) => tokens.slice(i * (length + 1), (i + 1) * (length + 1)));
  const batch = {
    inputs: Int32Array.from(blocks.flatMap((block) => block.slice(0, -1))),
    targets: Int32Array.from(blocks.flatMap((block) => block.slice(1))),
    count,
    length,
  };
  const options = { step: 1, rate: LEARNING_RATE, optimizer: OPTIMIZER };
  const { loss, gradients, state } = trainingStep(ARCHITECTURE, weights, batch, options);
  return {
    schema: "assay/training-step@1",
    architecture: { kind: "gpt", version: 2, ...ARCHITECTURE, alphabet: ALPHABET },
    optimizer: { kind: "adamW", ...OPTIMIZER },
    learningRate: LEARNING_RATE,
    batch: BATCH,
    weights: encoded,
    loss: bitsOf(loss).toString(16).padStart(8, "0"),
    gradients: hashesOf(gradients),
    state: hashesOf(state),
  };
}
