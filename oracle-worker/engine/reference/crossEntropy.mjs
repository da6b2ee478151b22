import { log } from "./functions.mjs";
import { f } from "./number.mjs";
import { exponentials } from "./softmax.mjs";
import { laneMean, rowsOf } from "./sums.mjs";

/**
 * Mean softmax cross-entropy of logits [rows, classes], and its gradient: docs/engine.md, "Fused operations".
 * @param {Float32Array} logits
 * @param {Int32Array} targets one class per row
 */
export function crossEntropy(logits, targets) {
  const rows = targets.length;
  const classes = logits.length / rows;
  const share = f(1 / f(rows));
  const losses = new Float32Array(rows);
  const gradient = new Float32Array(logits.length);
  rowsOf(logits, classes).forEach((row, i) => {
    const { m, e, sum } = exponentials(row);
    const target = targets[i];
    losses[i] = f(f(log(sum) + m) - row[target]);
    const inverse = f(1 / sum);
    const g = e.map((value) => f(f(value * inverse) * share));
    g[target] = f(g[target] - share);
    gradient.set(g, i * classes);
  });
  return { loss: laneMean(losses), gradient };
}
