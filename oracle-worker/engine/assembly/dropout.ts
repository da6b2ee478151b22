import { address, float, int, ownTile } from "./control";
import { bytes } from "./lanes";
import { philoxBlock } from "./philox";
import { endColumn, firstColumn } from "./parallel";

/**
 * x, y, two key words, elements, threshold, the first element's word (low, high half); scale. y = x · scale where the
 * upper 24 bits of the element's word of the Philox stream reach the threshold, else x · 0 (docs/engine.md, "Fused
 * operations"). The gradient is the same operation on dy.
 */
export function dropout(): void {
  const x = address(0);
  const y = address(1);
  const threshold = <u32>int(5);
  const firstWord = (<u64>(<u32>int(6))) | ((<u64>(<u32>int(7))) << 32);
  const first = firstColumn(int(4));
  const end = endColumn(int(4));
  for (let i = first; i < end; i++) {
    const at = firstWord + <u64>i;
    if (i == first || (at & 3) == 0) philoxBlock(ownTile, <u32>int(2), <u32>int(3), at >> 2);
    const word = load<u32>(ownTile + bytes(<i32>(at & 3)));
    store<f32>(y + bytes(i), load<f32>(x + bytes(i)) * (word >>> 8 >= threshold ? float(0) : 0));
  }
}
