// What the fused operations compute, in binary64 and in the plainest way. Matrices are row-major.

export type Numbers = ArrayLike<number>;

export function at(values: Numbers, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no element ${index} of ${values.length}`);
  return value;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** x [rows, inputs] · weight [inputs, outputs] + bias (+ residual). */
export function linear(x: Numbers, weight: Numbers, bias: Numbers, residual?: Numbers): number[] {
  const outputs = bias.length;
  const inputs = weight.length / outputs;
  return range((x.length / inputs) * outputs).map((i) => {
    const row = Math.floor(i / outputs);
    const column = i % outputs;
    const terms = range(inputs).map((k) => at(x, row * inputs + k) * at(weight, k * outputs + column));
    return total(terms) + at(bias, column) + (residual === undefined ? 0 : at(residual, i));
  });
}

export function layerNorm(x: Numbers, gain: Numbers, bias: Numbers): number[] {
  const columns = gain.length;
  return range(x.length).map((i) => {
    const start = i - (i % columns);
    const row = range(columns).map((j) => at(x, start + j));
    const mean = total(row) / columns;
    const variance = total(row.map((value) => (value - mean) ** 2)) / columns;
    return ((at(x, i) - mean) / Math.sqrt(variance + 1e-5)) * at(gain, i % columns) + at(bias, i % columns);
  });
}

export function gelu(x: Numbers): number[] {
  return Array.from(x, (v) => (v / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3))));
}

/** Causal attention of qkv [count · length, 3 · width]. */
export function attention(qkv: Numbers, count: number, length: number, heads: number): number[] {
  const width = qkv.length / count / length / 3;
  const size = width / heads;
  const y = new Array<number>(count * length * width).fill(0);
  for (const block of range(count)) {
    for (const head of range(heads)) {
      for (const i of range(length)) {
        const element = (row: number, part: number, e: number): number =>
          at(qkv, (block * length + row) * 3 * width + part * width + head * size + e);
        const scores = range(i + 1).map((j) =>
          Math.exp(total(range(size).map((e) => element(i, 0, e) * element(j, 1, e))) / Math.sqrt(size)),
        );
        for (const e of range(size)) {
          const mixed = total(scores.map((score, j) => score * element(j, 2, e))) / total(scores);
          y[(block * length + i) * width + head * size + e] = mixed;
        }
      }
    }
  }
  return y;
}

/** Mean cross-entropy of logits [rows, classes]. */
export function crossEntropy(logits: Numbers, targets: Numbers): number[] {
  const classes = logits.length / targets.length;
  const losses = Array.from(targets, (target, row) => {
    const x = range(classes).map((j) => at(logits, row * classes + j));
    return Math.log(total(x.map(Math.exp))) - at(x, target);
  });
  return [total(losses) / losses.length];
}

export function embedding(
  tokens: Numbers,
  length: number,
  table: Numbers,
  positions: Numbers,
  width: number,
): number[] {
  return Array.from(tokens, (token, i) =>
    range(width).map((j) => at(table, token * width + j) + at(positions, (i % length) * width + j)),
  ).flat();
}

export function bagEmbedding(bags: readonly Numbers[], table: Numbers, width: number): number[] {
  return bags.flatMap((bag) =>
    range(width).map((j) => total(Array.from(bag, (row) => at(table, row * width + j))) / Math.sqrt(bag.length || 1)),
  );
}

export function biasRelu(x: Numbers, bias: Numbers): number[] {
  return Array.from(x, (value, i) => Math.max(0, value + at(bias, i % bias.length)));
}
