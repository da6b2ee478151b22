import { address, int } from "./control";
import { bytes } from "./lanes";
import { BAG_EMBEDDING, BAG_EMBEDDING_BACKWARD, EMBEDDING, EMBEDDING_BACKWARD } from "./operations";
import { barrier, endColumn, firstColumn, from, to } from "./parallel";
import { addRange, addScaledRange, scaleRange, sumRange } from "./ranges";

// Rows of tables (docs/engine.md, "Embeddings"). The host has checked every index. Forward, rows of the result are
// shared out; backward, columns, so that every sum runs over the rows in ascending order.

export function runEmbedding(operation: i32): void {
  if (operation == EMBEDDING) embedding();
  else if (operation == EMBEDDING_BACKWARD) embeddingBackward();
  else if (operation == BAG_EMBEDDING) bagEmbedding();
  else if (operation == BAG_EMBEDDING_BACKWARD) bagEmbeddingBackward();
}

/** tokens (int32) [rows], table, positions, y [rows, width], rows, length, width: y = table row + position row. */
function embedding(): void {
  const length = int(5);
  const width = int(6);
  for (let i = from(int(4)); i < to(int(4)); i++) {
    const token = load<i32>(address(0) + bytes(i));
    const position = i % length;
    sumRange(
      address(3) + bytes(i * width),
      address(1) + bytes(token * width),
      address(2) + bytes(position * width),
      width,
    );
  }
}

/** tokens, dy, dtable, dpositions, rows, length, width, rows of the table, rows of the positions. */
function embeddingBackward(): void {
  const rows = int(4);
  const length = int(5);
  const width = int(6);
  clearRows(address(2), int(7), width);
  clearRows(address(3), int(8), width);
  barrier();
  const first = firstColumn(width);
  const end = endColumn(width);
  for (let i: i32 = 0; i < rows; i++) {
    const dy = address(1) + bytes(i * width);
    addRange(address(2) + bytes(load<i32>(address(0) + bytes(i)) * width), dy, first, end);
    addRange(address(3) + bytes((i % length) * width), dy, first, end);
  }
}

/** Indices (int32), first index of each bag (int32) [bags + 1], table, y [bags, width], bags, width. */
function bagEmbedding(): void {
  const width = int(5);
  for (let bag = from(int(4)); bag < to(int(4)); bag++) {
    const y = address(3) + bytes(bag * width);
    const start = load<i32>(address(1) + bytes(bag));
    const end = load<i32>(address(1) + bytes(bag), 4);
    memory.fill(y, 0, bytes(width));
    for (let i = start; i < end; i++) {
      addRange(y, address(2) + bytes(load<i32>(address(0) + bytes(i)) * width), 0, width);
    }
    if (end > start) scaleRange(y, bagScale(end - start), width);
  }
}

/** Indices, first index of each bag, dy, dtable, bags, width, rows of the table. */
function bagEmbeddingBackward(): void {
  const width = int(5);
  clearRows(address(3), int(6), width);
  barrier();
  const first = firstColumn(width);
  const last = endColumn(width);
  for (let bag: i32 = 0; bag < int(4); bag++) {
    const dy = address(2) + bytes(bag * width);
    const start = load<i32>(address(1) + bytes(bag));
    const end = load<i32>(address(1) + bytes(bag), 4);
    for (let i = start; i < end; i++) {
      const row = address(3) + bytes(load<i32>(address(0) + bytes(i)) * width);
      addScaledRange(row, dy, bagScale(end - start), first, last);
    }
  }
}

/** 1 / √n in binary64, rounded once. */
function bagScale(n: i32): f32 {
  return <f32>(<f64>1 / sqrt<f64>(<f64>n));
}

/** This thread's share of the rows. */
function clearRows(p: usize, rows: i32, width: i32): void {
  const first = from(rows);
  memory.fill(p + bytes(first * width), 0, bytes((to(rows) - first) * width));
}
