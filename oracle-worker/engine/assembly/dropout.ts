import { address, float, int, ownTile } from "./control";
import { bytes } from "./lanes";
import { philoxBlock } from "./philox";
import { endColumn, firstColumn } from "./parallel";

/**
 * x, y, two key words, elements, threshold; scale. y = x · scale where the upper 24 bits of the element's word of the
 * Philox stream reach the threshold, else x · 0 (docs/engine.md, "Fused operations"). The gradient is the same
 * operation on dy.
 */
export function dropout(): void {
  const x = address(0);
  const y = address(1);
  const end = endColumn(int(4));
  const threshold = <u32>int(5);
  for (let i = firstColumn(int(4)); i < end; i++) {
    if ((i & 3) == 0) philoxBlock(ownTile, <u32>int(2), <u32>int(3), <u32>(i >> 2));
    const word = load<u32>(ownTile + bytes(i & 3));
    store<f32>(y + bytes(i), load<f32>(x + bytes(i)) * (word >>> 8 >= threshold ? float(0) : 0));
  }
}
