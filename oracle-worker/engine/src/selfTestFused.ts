import type { Engine } from "./createEngine.ts";
import { EngineError } from "./EngineError.ts";
import { attention, attentionBackward, attentionWeightsSize, attentionWorkspaceSize } from "./kernels/attention.ts";
import { crossEntropy } from "./kernels/crossEntropy.ts";
import { gelu, geluBackward } from "./kernels/gelu.ts";
import { layerNorm, layerNormBackward } from "./kernels/norm.ts";
import { adam } from "./kernels/optimizer.ts";

const ROWS = 26;
const COLUMNS = 60;
const SIZE = ROWS * COLUMNS;
/** Of [ROWS, COLUMNS] as queries, keys and values. */
const SHAPE = { batch: 2, length: ROWS / 2, heads: 2, size: COLUMNS / 6 };
/** Enough for the optimising compiler to have replaced the first code. */
const ROUNDS = 300;
const ADAM = { beta1: 0.9, beta2: 0.99, correction1: 2, correction2: 3, epsilon: 1e-8, rate: 0.01, decay: 0.999 };

/** What the results below hash to: docs/engine.md decides it, and the conformance vectors hold the engine to that page. */
const EXPECTED = 775_069_527;

/**
 * Compares a hash of what the fused kernels compute with what it is everywhere, often enough that the optimised code is
 * what is tested.
 * @throws EngineError `SelfTestFailed`
 */
export function selfTestFused(engine: Engine): void {
  const blocks: number[] = [];
  const make = (size: number, seed: number): number => {
    const address = engine.alloc(4 * size);
    blocks.push(address);
    fill(engine.f32.subarray(address / 4, address / 4 + size), seed);
    return address;
  };
  try {
    const run = prepare(engine, make);
    for (let round = 0; round < ROUNDS; round++) {
      if (run() !== EXPECTED) throw failed();
    }
  } finally {
    for (const address of blocks) engine.free(address);
  }
}

/** Makes the inputs once; every run starts from them and gives the hash of all results. */
function prepare(engine: Engine, make: (size: number, seed: number) => number): () => number {
  const [x, dy, gain, bias] = [make(SIZE, 1), make(SIZE, 2), make(COLUMNS, 3), make(COLUMNS, 4)];
  const targets = make(ROWS, 5);
  engine.i32.set(
    Array.from({ length: ROWS }, (_, i) => (7 * i) % COLUMNS),
    targets / 4,
  );
  const width = COLUMNS / 3;
  const sizes = [
    ...[SIZE, 2 * ROWS, SIZE, COLUMNS, COLUMNS, SIZE, SIZE, SIZE],
    ...[ROWS * width, attentionWeightsSize(SHAPE), SIZE, attentionWorkspaceSize(engine, SHAPE)],
    ...[SIZE, ROWS, 1, SIZE, SIZE, SIZE],
  ];
  const out = sizes.map((size) => make(size, 0));
  const [normal = 0, statistics = 0, dx = 0, dgain = 0, dbias = 0, active = 0, dactive = 0, again = 0] = out;
  const [mixed = 0, weights = 0, dqkv = 0, workspace = 0, gradient = 0, losses = 0, mean = 0] = out.slice(8);
  const [weight = 0, first = 0, second = 0] = out.slice(15);
  const rows = { rows: ROWS, columns: COLUMNS };
  return () => {
    layerNorm(engine, { x, gain, bias }, { y: normal, statistics }, rows);
    layerNormBackward(engine, { x, gain, statistics, dy, previous: 0 }, { dx, dgain, dbias }, rows);
    gelu(engine, x, active, SIZE);
    geluBackward(engine, { x, dy }, { dx: dactive, y: again }, SIZE);
    attention(engine, x, mixed, { address: weights, isKept: true }, SHAPE);
    attentionBackward(engine, { qkv: x, weights, dy }, { dqkv, workspace }, SHAPE);
    crossEntropy(engine, { logits: x, targets }, { gradient, losses, mean }, { rows: ROWS, classes: COLUMNS });
    for (const [target, source] of [
      [weight, x],
      [first, dx],
      [second, again],
    ] as const) {
      engine.copy(target, source, 4 * SIZE);
    }
    // The second moment is a mean of squares.
    for (let i = second / 4; i < second / 4 + SIZE; i++) engine.f32[i] = Math.abs(engine.f32[i] ?? 0);
    adam(engine, [{ weight, gradient: dactive, first, second, size: SIZE, decays: true }], ADAM);
    let hash = 0x811c9dc5;
    for (const [i, address] of out.entries()) {
      // Weights hold what nobody wrote after a row's end, and the workspace is nobody's result.
      if (address === weights || address === workspace) continue;
      hash = fnv(engine.i32.subarray(address / 4, address / 4 + (sizes[i] ?? 0)), hash);
    }
    return hash >>> 0;
  };
}

/** Numbers in [−2, 2) from a linear congruential generator, exact in binary32. */
function fill(values: Float32Array, seed: number): void {
  let state = seed;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    values[i] = (state >>> 8) / 2 ** 22 - 2;
  }
}

/** FNV-1a by words. */
function fnv(words: Int32Array, start: number): number {
  let hash = start;
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  return hash;
}

function failed(): EngineError {
  return new EngineError("SelfTestFailed", "a fused kernel has other bits here than it must have", {
    hint: "start without the revectorizer; otherwise this machine cannot train or verify",
  });
}
