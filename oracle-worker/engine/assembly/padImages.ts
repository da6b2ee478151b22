import { address, int } from "./control";
import { bytes } from "./lanes";
import { from, to } from "./parallel";

/**
 * x, target, images, rows, numbers of a row; then rows above, numbers before, rows and numbers of a row of the result:
 * target = x with zeros around each image. Rows of the result are shared out.
 */
export function padImages(): void {
  const rows = int(3);
  const width = int(4);
  const above = int(5);
  const before = int(6);
  const paddedRows = int(7);
  const paddedWidth = int(8);
  const all = int(2) * paddedRows;
  for (let r = from(all); r < to(all); r++) {
    const image = r / paddedRows;
    const y = r - image * paddedRows - above;
    const row = address(1) + bytes(r * paddedWidth);
    if (y < 0 || y >= rows) {
      memory.fill(row, 0, bytes(paddedWidth));
      continue;
    }
    memory.fill(row, 0, bytes(before));
    memory.copy(row + bytes(before), address(0) + bytes((image * rows + y) * width), bytes(width));
    memory.fill(row + bytes(before + width), 0, bytes(paddedWidth - before - width));
  }
}
