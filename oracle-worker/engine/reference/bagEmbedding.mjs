import { f } from "./number.mjs";

// docs/engine.md, "Fused operations": bag embedding.

/** @param {Int32Array} bag */
function scaleOf(bag) {
  return bag.length === 0 ? 0 : f(1 / Math.sqrt(bag.length));
}

/**
 * [bags, width]: the sum of each bag's rows of the table, times 1 / √(rows).
 * @param {Float32Array} table [rows, width]
 * @param {readonly Int32Array[]} bags
 * @param {number} width
 */
export function bagEmbedding(table, bags, width) {
  const y = new Float32Array(bags.length * width);
  bags.forEach((bag, i) => {
    const scale = scaleOf(bag);
    for (let j = 0; j < width; j++) {
      let sum = 0;
      for (const id of bag) sum = f(sum + table[id * width + j]);
      y[i * width + j] = f(sum * scale);
    }
  });
  return y;
}

/**
 * The gradient of the table.
 * @param {readonly Int32Array[]} bags
 * @param {Float32Array} dy
 * @param {{ rows: number, width: number }} shape of the table
 */
export function bagEmbeddingBackward(bags, dy, { rows, width }) {
  const dTable = new Float32Array(rows * width);
  bags.forEach((bag, i) => {
    const scale = scaleOf(bag);
    for (const id of bag) {
      for (let j = 0; j < width; j++) {
        const at = id * width + j;
        dTable[at] = f(dTable[at] + f(dy[i * width + j] * scale));
      }
    }
  });
  return dTable;
}
