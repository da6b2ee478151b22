import type { Pool } from "../kernels/pool.ts";

/** A pool in binary64, written independently of the engine's. @returns the results row by row */
export function pool64(x: ArrayLike<number>, shape: Pool): number[] {
  const size = shape.images * shape.outHeight * shape.outWidth * shape.channels;
  return Array.from({ length: size }, (_, i) => {
    const position = Math.floor(i / shape.channels);
    const row = Math.floor(position / shape.outWidth);
    const image = Math.floor(row / shape.outHeight);
    const seen = [];
    for (let tap = 0; tap < shape.windowHeight * shape.windowWidth; tap++) {
      const v = (row % shape.outHeight) * shape.strideHeight - shape.padTop + Math.floor(tap / shape.windowWidth);
      const u = (position % shape.outWidth) * shape.strideWidth - shape.padLeft + (tap % shape.windowWidth);
      if (v < 0 || v >= shape.height || u < 0 || u >= shape.width) continue;
      const at = ((image * shape.height + v) * shape.width + u) * shape.channels + (i % shape.channels);
      seen.push(x[at] ?? Number.NaN);
    }
    return shape.kind === "max" ? Math.max(...seen) : seen.reduce((sum, value) => sum + value, 0) / seen.length;
  });
}
