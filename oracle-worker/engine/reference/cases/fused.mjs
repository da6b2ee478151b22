import { wordAt } from "../philox.mjs";
import { ALL_EDGES, floats, given, integers, numbers, random, vector } from "./values.mjs";

/** @typedef {ReturnType<typeof given>} Case */

const one = floats([], [1]);

/**
 * @param {number} rows
 * @param {number} inputs
 * @param {number} outputs
 */
function layer(rows, inputs, outputs) {
  return {
    x: random([rows, inputs], 100 + rows),
    weight: random([inputs, outputs], 101 + rows),
    bias: random([outputs], 102 + rows),
    dy: random([rows, outputs], 103 + rows),
  };
}

/**
 * @param {number} rows
 * @param {number} columns
 */
function norm(rows, columns) {
  return given({
    x: random([rows, columns], 110 + columns, 3),
    gain: random([columns], 111 + columns),
    bias: random([columns], 112 + columns),
    dy: random([rows, columns], 113 + columns),
  });
}

/** @typedef {{ count: number, length: number, heads: number, width: number }} Sequences */

/** @param {Sequences} shape */
function attention({ count, length, heads, width }) {
  const rows = count * length;
  const inputs = { qkv: random([rows, 3 * width], 120 + length, 2), dy: random([rows, width], 121 + length) };
  return given(inputs, { count, length, heads });
}

/** @param {Sequences} shape */
function attentionBlock({ count, length, heads, width }) {
  const rows = count * length;
  return given(
    {
      h: random([rows, width], 130 + length),
      gain: random([width], 131),
      normBias: random([width], 132),
      qkvWeight: random([width, 3 * width], 133),
      qkvBias: random([3 * width], 134),
      outputWeight: random([width, width], 135),
      outputBias: random([width], 136),
      dy: random([rows, width], 137),
    },
    { count, length, heads },
  );
}

/**
 * @param {number} rows
 * @param {number} width
 * @param {number} hidden
 */
function mlpBlock(rows, width, hidden) {
  return given({
    h: random([rows, width], 140 + rows),
    gain: random([width], 141),
    normBias: random([width], 142),
    upWeight: random([width, hidden], 143),
    upBias: random([hidden], 144),
    downWeight: random([hidden, width], 145),
    downBias: random([width], 146),
    dy: random([rows, width], 147),
  });
}

const DROPOUT_KEY = [0x12345678, 0x9abcdef0];

const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

/** @param {Record<string, unknown>} options */
function adam(options) {
  const values = numbers(11, 170);
  return given(
    {
      weight: vector(values),
      mean: random([11], 171, 0.1),
      square: vector(numbers(11, 172, 0.01).map(Math.abs)),
      gradient: vector([...numbers(9, 173), 0, 1e-30]),
    },
    { ...ADAM, ...options },
  );
}

/** @type {Record<string, Case[]>} */
export const fusedCases = {
  linear: [given(layer(1, 1, 1)), given(layer(7, 5, 18)), given({ ...layer(3, 4, 6), bias: undefined })].map(present),
  denseRelu: [given(layer(6, 5, 9))],
  biasRelu: [given({ x: random([4, 7], 104), bias: random([7], 105), dy: random([4, 7], 106) })],
  layerNorm: [norm(3, 1), norm(2, 4), norm(5, 7), norm(2, 10)],
  attention: [
    attention({ count: 1, length: 1, heads: 1, width: 1 }),
    attention({ count: 2, length: 5, heads: 3, width: 6 }),
    attention({ count: 1, length: 12, heads: 1, width: 4 }),
  ],
  attentionBlock: [attentionBlock({ count: 2, length: 7, heads: 2, width: 6 })],
  mlpBlock: [mlpBlock(5, 6, 24), mlpBlock(2, 3, 5)],
  embedding: [
    given(
      {
        table: random([5, 3], 150),
        positions: random([5, 3], 151),
        tokens: integers([8], [0, 4, 1, 1, 0, 0, 4, 2]),
        dy: random([8, 3], 152),
      },
      { length: 4 },
    ),
  ],
  bagEmbedding: [
    given(
      { table: random([6, 5], 153), indices: integers([6], [5, 0, 0, 2, 5, 1]), dy: random([4, 5], 154) },
      { sizes: [3, 0, 2, 1] },
    ),
    // Sizes at which 1 / √n in binary32 alone would be another number.
    given(
      {
        table: random([7, 3], 161),
        indices: integers(
          [24],
          Array.from({ length: 24 }, (_, i) => (i * i) % 7),
        ),
        dy: random([3, 3], 162),
      },
      { sizes: [6, 17, 1] },
    ),
  ],
  softmaxCrossEntropy: [
    given({ logits: random([5, 7], 155, 6), targets: integers([5], [0, 6, 3, 3, 1]), dy: one }),
    given({ logits: random([3, 4], 156, 50), targets: integers([3], [0, 1, 3]), dy: floats([], [0.3]) }),
    // Rows at which (log(s) + m) − x[t] is another number than (log(s) − x[t]) + m.
    ...[166, 175, 192].map((seed, i) =>
      given({ logits: random([1, 3], seed, 9), targets: integers([1], [[1, 0, 2][i]]), dy: one }),
    ),
  ],
  // The second rate is that of an element's own word, which is kept; the third stream starts inside of a late block.
  dropout: [
    { rate: 0.4, firstWord: 0 },
    { rate: (wordAt(DROPOUT_KEY, 5) >>> 8) / 2 ** 24, firstWord: 0 },
    { rate: 0.1, firstWord: 2 ** 35 + 3 },
  ].map((options) => given({ x: random([3, 7], 157), dy: random([3, 7], 158) }, { key: DROPOUT_KEY, ...options })),
  gelu: [
    given({ x: vector(ALL_EDGES), dy: vector(ALL_EDGES.map(() => 1)) }),
    given({ x: random([31], 159, 6), dy: random([31], 160) }),
  ],
  adam: [
    adam({ step: 1, rate: 0.001, decays: true }),
    adam({ step: 37, rate: 0.0003, decays: true, weightDecay: 0.1, beta2: 0.99 }),
    adam({ step: 2, rate: 0.001, decays: false }),
  ],
  sgd: [
    given(
      { weight: random([7], 174), velocity: random([7], 175), gradient: random([7], 176) },
      { momentum: 0.9, rate: 0.01 },
    ),
  ],
};

/**
 * Without the inputs that are not there.
 * @param {{ attributes: Record<string, any>, inputs: Record<string, any> }} testCase
 */
function present({ attributes, inputs }) {
  return given(Object.fromEntries(Object.entries(inputs).filter(([, input]) => input !== undefined)), attributes);
}
