import type { GptArchitecture } from "../models/architecture.ts";
import type { Weights } from "../models/weights.ts";

type Matrix = number[][];

/**
 * The transformer's mean loss in nats, written again in plain binary64 loops from the paper's formulas: shares no
 * code with `models/gpt.ts`.
 * @param tokens `count` blocks of contextLength + 1 alphabet indices
 */
export function referenceGptLoss(
  architecture: GptArchitecture,
  weights: Weights,
  tokens: Int32Array,
  count: number,
): number {
  const size = tokens.length / count;
  let loss = 0;
  for (let block = 0; block < count; block++) {
    const run = [...tokens.subarray(block * size, (block + 1) * size)];
    const logits = referenceGptLogits(architecture, weights, run.slice(0, -1));
    logits.forEach((row, i) => {
      const top = Math.max(...row);
      const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0)) + top;
      loss += total - (row[run[i + 1] ?? 0] ?? Number.NaN);
    });
  }
  return loss / (count * (size - 1));
}

/** Logits of the next character at every position of a run: [positions][alphabet]. */
export function referenceGptLogits({ layers, heads, width }: GptArchitecture, weights: Weights, run: number[]): Matrix {
  const vector = (name: string): number[] => [...(weights.get(name)?.values ?? [])];
  const matrix = (name: string): Matrix => {
    const { shape, values } = weights.get(name) ?? { shape: [0, 0], values: new Float32Array() };
    const [rows = 0, columns = 0] = shape;
    return Array.from({ length: rows }, (_, i) => [...values.subarray(i * columns, (i + 1) * columns)]);
  };
  const norm = (x: Matrix, name: string): Matrix =>
    x.map((row) => normalise(row, vector(`${name}.gain`), vector(`${name}.bias`)));
  const linear = (x: Matrix, name: string): Matrix =>
    product(x, matrix(`${name}.weight`)).map((row) => plus(row, vector(`${name}.bias`)));

  let x = run.map((token, place) =>
    plus(matrix("tokens.weight")[token] ?? [], matrix("positions.weight")[place] ?? []),
  );
  for (let layer = 0; layer < layers; layer++) {
    const attention = `blocks.${layer}.attention`;
    const normal = norm(x, `${attention}.norm`);
    const joined = linear(normal, `${attention}.qkv`);
    const part = (i: number): Matrix => joined.map((row) => row.slice(i * width, (i + 1) * width));
    const [q, k, v] = [part(0), part(1), part(2)];
    const mixed = x.map((_, i) => attend(i, q, k, v, heads, width / heads));
    x = linear(mixed, `${attention}.output`).map((row, i) => plus(row, x[i] ?? []));
    const up = linear(norm(x, `blocks.${layer}.mlp.norm`), `blocks.${layer}.mlp.up`);
    const down = linear(
      up.map((row) => row.map(gelu)),
      `blocks.${layer}.mlp.down`,
    );
    x = down.map((row, i) => plus(row, x[i] ?? []));
  }
  return product(norm(x, "norm"), matrix("output.weight"));
}

/** The attended value of position i, all heads side by side. */
function attend(i: number, q: Matrix, k: Matrix, v: Matrix, heads: number, size: number): number[] {
  return Array.from({ length: heads * size }, (_, column) => {
    const head = Math.floor(column / size);
    const part = (row: number[] | undefined): number[] => (row ?? []).slice(head * size, (head + 1) * size);
    const powers = k.slice(0, i + 1).map((key) => Math.exp(dot(part(q[i]), part(key)) / Math.sqrt(size)));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.reduce((sum, power, j) => sum + (power / total) * (v[j]?.[column] ?? 0), 0);
  });
}

function normalise(row: number[], gain: number[], bias: number[]): number[] {
  const mean = row.reduce((sum, x) => sum + x, 0) / row.length;
  const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / row.length;
  return row.map((x, i) => ((x - mean) / Math.sqrt(variance + 1e-5)) * (gain[i] ?? 0) + (bias[i] ?? 0));
}

/** GELU in its tanh form. */
export function gelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => (b[0] ?? []).map((_, column) => row.reduce((sum, x, k) => sum + x * (b[k]?.[column] ?? 0), 0)));
}

function plus(a: number[], b: number[]): number[] {
  return a.map((x, i) => x + (b[i] ?? 0));
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
}
