import type * as tf from "@tensorflow/tfjs-core";
import { bagEmbedding as embed, bagEmbeddingBackward } from "../kernels/embedding.ts";
import { fused, fusedOp } from "./fusedOp.ts";

/**
 * Of each bag, the sum of the rows that it names, divided by √ of their number: docs/engine.md, "bag embedding".
 * @param bags rows of the table
 * @param table [rows, width]
 * @returns [bags, width]
 */
export function bagEmbedding(bags: readonly Int32Array[], table: tf.Tensor2D): tf.Tensor2D {
  return fusedOp([table], (space) => {
    const [tableRows, width] = table.shape;
    const { all, starts } = joined(bags);
    const indices = space.indices(all, tableRows, "row");
    const begins = space.indices(starts, all.length + 1, "start");
    const y = space.matrix(bags.length, width);
    const shape = { bags: bags.length, width };
    const operands = { indices: space.at(indices), starts: space.at(begins), table: space.at(table) };
    embed(space.engine, operands, space.at(y), shape);
    return fused(y, [indices, begins], (dy, [savedIndices, savedBegins]) => {
      const dtable = space.matrix(tableRows, width);
      bagEmbeddingBackward(
        space.engine,
        { indices: space.at(savedIndices), starts: space.at(savedBegins), dy: space.at(dy) },
        { dtable: space.at(dtable), tableRows },
        shape,
      );
      return [dtable];
    });
  });
}

/** The bags one after the other, and where each begins; the last number is where they end. */
function joined(bags: readonly Int32Array[]): { all: Int32Array; starts: Int32Array } {
  const starts = new Int32Array(bags.length + 1);
  bags.forEach((bag, i) => {
    starts[i + 1] = (starts[i] ?? 0) + bag.length;
  });
  const all = new Int32Array(starts.at(-1) ?? 0);
  bags.forEach((bag, i) => all.set(bag, starts[i]));
  return { all, starts };
}
