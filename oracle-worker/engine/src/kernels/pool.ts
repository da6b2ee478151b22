import { AVG_POOL, AVG_POOL_GRADIENT, MAX_POOL, MAX_POOL_GRADIENT } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";
import { EngineError } from "../EngineError.ts";

/** Windows over images [images, height, width, channels], giving [images, outHeight, outWidth, channels]. */
export type Pool = {
  kind: "max" | "avg";
  images: number;
  height: number;
  width: number;
  channels: number;
  outHeight: number;
  outWidth: number;
  windowHeight: number;
  windowWidth: number;
  strideHeight: number;
  strideWidth: number;
  padTop: number;
  padLeft: number;
};

/**
 * out = the largest number of each window, or the mean of its real positions. Addresses.
 * @throws EngineError `ShapeInvalid` when a window has no real position
 */
export function pool(engine: Engine, x: number, out: number, shape: Pool): void {
  checkWindows(shape);
  engine.run(shape.kind === "max" ? MAX_POOL : AVG_POOL, [x, out, ...poolArguments(shape)]);
}

/** dx from dy; `x` is the pool's input. @throws EngineError `ShapeInvalid` as pool */
export function poolGradient(engine: Engine, operands: { x: number; dy: number }, dx: number, shape: Pool): void {
  checkWindows(shape);
  engine.run(shape.kind === "max" ? MAX_POOL_GRADIENT : AVG_POOL_GRADIENT, [
    operands.x,
    dx,
    ...poolArguments(shape),
    operands.dy,
  ]);
}

function poolArguments(shape: Pool): number[] {
  return [
    shape.images,
    shape.height,
    shape.width,
    shape.channels,
    shape.outHeight,
    shape.outWidth,
    shape.windowHeight,
    shape.windowWidth,
    shape.strideHeight,
    shape.strideWidth,
    shape.padTop,
    shape.padLeft,
  ];
}

function checkWindows(shape: Pool): void {
  const hasPixels = (size: number, window: number, pad: number, last: number): boolean => window > pad && last < size;
  const lastRow = (shape.outHeight - 1) * shape.strideHeight - shape.padTop;
  const lastColumn = (shape.outWidth - 1) * shape.strideWidth - shape.padLeft;
  if (
    hasPixels(shape.height, shape.windowHeight, shape.padTop, lastRow) &&
    hasPixels(shape.width, shape.windowWidth, shape.padLeft, lastColumn)
  ) {
    return;
  }
  throw new EngineError("ShapeInvalid", "a window of the pool lies in the padding alone", {
    hint: "pad with less than the window's size",
  });
}
