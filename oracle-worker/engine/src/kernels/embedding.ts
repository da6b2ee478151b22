import { BAG_EMBEDDING, BAG_EMBEDDING_BACKWARD, EMBEDDING, EMBEDDING_BACKWARD } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";

/** `rows`: tokens of all sequences; `length`: of one; `width`: of a table's row. */
export type EmbeddingShape = { rows: number; length: number; width: number };

/** y [rows, width] = table[token] + positions[row mod length]. Tokens are int32, checked by the caller. All addresses. */
export function embedding(
  engine: Engine,
  operands: { tokens: number; table: number; positions: number },
  y: number,
  { rows, length, width }: EmbeddingShape,
): void {
  engine.run(EMBEDDING, [operands.tokens, operands.table, operands.positions, y, rows, length, width]);
}

/** Gradients of whole tables; rows that no token names are 0. All addresses. */
export function embeddingBackward(
  engine: Engine,
  operands: { tokens: number; dy: number },
  out: { dtable: number; tableRows: number; dpositions: number; positionRows: number },
  { rows, length, width }: EmbeddingShape,
): void {
  const { dtable, tableRows, dpositions, positionRows } = out;
  engine.run(EMBEDDING_BACKWARD, [
    operands.tokens,
    operands.dy,
    dtable,
    dpositions,
    rows,
    length,
    width,
    tableRows,
    positionRows,
  ]);
}

/**
 * y [bags, width] = the sum of the table's rows that a bag names, divided by √ of their number. `indices` (int32) lists
 * the bags one after the other, `starts` [bags + 1] (int32) where each begins; both checked by the caller.
 */
export function bagEmbedding(
  engine: Engine,
  operands: { indices: number; starts: number; table: number },
  y: number,
  { bags, width }: { bags: number; width: number },
): void {
  engine.run(BAG_EMBEDDING, [operands.indices, operands.starts, operands.table, y, bags, width]);
}

/** The gradient of the whole table; rows that no bag names are 0. */
export function bagEmbeddingBackward(
  engine: Engine,
  operands: { indices: number; starts: number; dy: number },
  out: { dtable: number; tableRows: number },
  { bags, width }: { bags: number; width: number },
): void {
  const { indices, starts, dy } = operands;
  engine.run(BAG_EMBEDDING_BACKWARD, [indices, starts, dy, out.dtable, bags, width, out.tableRows]);
}
