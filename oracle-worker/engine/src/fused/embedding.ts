import type * as tf from "@tensorflow/tfjs-core";
import { embedding as embed, embeddingBackward } from "../kernels/embedding.ts";
import { fused, fusedOp } from "./fusedOp.ts";
import { checkShape, shapeInvalid } from "./workspace.ts";

/**
 * Each token's row of the table plus its position's row: docs/engine.md, "embedding".
 * @param tokens sequences of `length` tokens, one after the other
 * @param table [tokens known, width]
 * @param positions [at least length, width]
 * @returns [tokens, width]
 */
export function embedding(tokens: Int32Array, length: number, table: tf.Tensor2D, positions: tf.Tensor2D): tf.Tensor2D {
  return fusedOp([table, positions], (space) => {
    const [tableRows, width] = table.shape;
    const positionRows = positions.shape[0];
    checkShape(positions, [positionRows, width], "the table of positions");
    if (length > positionRows || tokens.length % length !== 0) {
      throw shapeInvalid(`${tokens.length} tokens are not sequences of ${length}, at most ${positionRows}`);
    }
    const shape = { rows: tokens.length, length, width };
    const indices = space.indices(tokens, tableRows, "token");
    const y = space.matrix(tokens.length, width);
    const operands = { tokens: space.at(indices), table: space.at(table), positions: space.at(positions) };
    embed(space.engine, operands, space.at(y), shape);
    return fused(y, [indices], (dy, [saved]) => {
      const dtable = space.matrix(tableRows, width);
      const dpositions = space.matrix(positionRows, width);
      embeddingBackward(
        space.engine,
        { tokens: space.at(saved), dy: space.at(dy) },
        { dtable: space.at(dtable), tableRows, dpositions: space.at(dpositions), positionRows },
        shape,
      );
      return [dtable, dpositions];
    });
  });
}
