import { f } from "./number.mjs";

// docs/engine.md, "Fused operations": embedding.

/**
 * tokens[id] + positions[row mod length], row by row.
 * @param {Int32Array} ids
 * @param {Float32Array} tokens [alphabet, width]
 * @param {Float32Array} positions [≥ length, width]
 * @param {{ width: number, length: number }} shape
 */
export function embedding(ids, tokens, positions, { width, length }) {
  const y = new Float32Array(ids.length * width);
  ids.forEach((id, row) => {
    for (let j = 0; j < width; j++) {
      y[row * width + j] = f(tokens[id * width + j] + positions[(row % length) * width + j]);
    }
  });
  return y;
}

/**
 * @param {Int32Array} ids
 * @param {Float32Array} dy
 * @param {{ width: number, length: number, alphabet: number, contextLength: number }} shape rows of both tables
 */
export function embeddingBackward(ids, dy, { width, length, alphabet, contextLength }) {
  const dTokens = new Float32Array(alphabet * width);
  const dPositions = new Float32Array(contextLength * width);
  ids.forEach((id, row) => {
    for (let j = 0; j < width; j++) {
      const d = dy[row * width + j];
      const token = id * width + j;
      const position = (row % length) * width + j;
      dTokens[token] = f(dTokens[token] + d);
      dPositions[position] = f(dPositions[position] + d);
    }
  });
  return { dTokens, dPositions };
}
