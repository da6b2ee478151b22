import { expect } from "chai";
import { batchNorm as normalize, batchNormBackward as normalizeBackward, moments } from "../../reference/batchNorm.mjs";
import * as convolution from "../../reference/convolution.mjs";
import * as channelwise from "../../reference/depthwise.mjs";
import * as pools from "../../reference/pool.mjs";
import type { Engine } from "../createEngine.ts";
import { loadEngine } from "../loadEngine.ts";
import { createRandom } from "../testing/createRandom.ts";
import { onEngine } from "../testing/onEngine.ts";
import { randomConvolution } from "../testing/randomConvolution.ts";
import { randomValues } from "../testing/randomValues.ts";
import { sizeOf } from "../kernels/Operand.ts";
import { batchNorm, batchNormBackward, batchNormMoments } from "./batchNorm.ts";
import { convolve } from "./convolve.ts";
import { convolveFilterGradient } from "./convolveFilterGradient.ts";
import { convolveInputGradient } from "./convolveInputGradient.ts";
import { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise.ts";
import { pool, type Pool, poolGradient } from "./pool.ts";

const CASES = Array.from({ length: 20 }, (_, i) => i + 1);

function expectBits(found: Float32Array, expected: Float32Array, name: string): void {
  const bits = (values: Float32Array): Uint32Array => new Uint32Array(Float32Array.from(values).buffer);
  expect(bits(found), name).to.deep.equal(bits(expected));
}

/** Numbers of which some are equal, some zero of either sign. */
function coarseNumbers(size: number, seed: number): Float32Array {
  return randomValues(size, seed).map((value) => Math.round(2 * value) / 2);
}

describe("kernels on windows have the bits of the reference", () => {
  let engine: Engine;
  before(async () => {
    engine = await loadEngine({ threads: 2, maxBytes: 2 ** 26 });
  });
  after(() => engine.close());

  it("convolution and its gradients", () => {
    for (const seed of CASES) {
      const { name, shape, x, filter, out } = randomConvolution(seed, { dilated: seed % 5 === 0 });
      const [images, weights, dy, bias] = [x, filter, out, [shape.outputs]].map((size, i) =>
        randomValues(sizeOf(size), 10 * seed + i),
      ) as [Float32Array, Float32Array, Float32Array, Float32Array];
      onEngine(engine, ({ put, room, read }) => {
        const at = { x: put(images), filter: put(weights), dy: put(dy), bias: put(bias) };
        const [y, biased, dx, dw] = [room(dy.length), room(dy.length), room(images.length), room(weights.length)];
        convolve(engine, { x: at.x, filter: at.filter }, y, shape);
        expectBits(read(y), convolution.convolve(images, weights, shape), name);
        convolve(engine, at, biased, shape);
        expectBits(read(biased), convolution.convolve(images, weights, shape, bias), `${name} with bias`);
        convolveFilterGradient(engine, at, dw, shape);
        expectBits(read(dw), convolution.convolveFilterGradient(images, dy, shape), `${name}: dw`);
        if (shape.dilationHeight * shape.dilationWidth > 1) return;
        convolveInputGradient(engine, at, dx, shape);
        expectBits(read(dx), convolution.convolveInputGradient(dy, weights, shape), `${name}: dx`);
      });
    }
  });

  it("depthwise convolution and its gradients", () => {
    for (const seed of CASES) {
      const { name, shape, x, filter, out } = randomConvolution(seed, { dilated: seed % 3 === 0, depthwise: true });
      const [images, weights, dy] = [x, filter, out].map((size, i) => randomValues(sizeOf(size), 10 * seed + i)) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      onEngine(engine, ({ put, room, read }) => {
        const at = { x: put(images), filter: put(weights), dy: put(dy) };
        const [y, dx, dw] = [room(dy.length), room(images.length), room(weights.length)];
        depthwise(engine, at, y, shape);
        expectBits(read(y), channelwise.depthwise(images, weights, shape), name);
        depthwiseInputGradient(engine, at, dx, shape);
        expectBits(read(dx), channelwise.depthwiseInputGradient(dy, weights, shape), `${name}: dx`);
        depthwiseFilterGradient(engine, at, dw, shape);
        expectBits(read(dw), channelwise.depthwiseFilterGradient(images, dy, shape), `${name}: dw`);
      });
    }
  });

  it("pools and their gradients, ties included", () => {
    for (const seed of CASES) {
      const shape = randomPool(seed);
      const name = JSON.stringify(shape);
      const x = coarseNumbers(shape.images * shape.height * shape.width * shape.channels, seed);
      const dy = randomValues(shape.images * shape.outHeight * shape.outWidth * shape.channels, seed + 100);
      onEngine(engine, ({ put, room, read }) => {
        const at = { x: put(x), dy: put(dy) };
        const [y, dx] = [room(dy.length), room(x.length)];
        const max = { ...shape, kind: "max" as const };
        pool(engine, at.x, y, max);
        expectBits(read(y), pools.maxPool(x, shape), `max, ${name}`);
        poolGradient(engine, at, dx, max);
        expectBits(read(dx), pools.maxPoolGradient(x, dy, shape), `max, ${name}: dx`);
        const avg = { ...shape, kind: "avg" as const };
        pool(engine, at.x, y, avg);
        expectBits(read(y), pools.avgPool(x, shape), `avg, ${name}`);
        poolGradient(engine, at, dx, avg);
        expectBits(read(dx), pools.avgPoolGradient(dy, shape), `avg, ${name}: dx`);
      });
    }
  });

  it("batch normalisation, its moments and its gradients", () => {
    for (const seed of CASES) {
      const { integer } = createRandom(Math.imul(seed, 0x9e3779b1) | 1);
      const [rows, channels] = [integer(1, 300), integer(1, 21)];
      const shape = { rows, channels, epsilon: 1e-5 };
      const [x, dy] = [randomValues(rows * channels, seed), randomValues(rows * channels, seed + 50)];
      const [gain, bias] = [randomValues(channels, seed + 100), randomValues(channels, seed + 150)];
      const name = `[${rows}, ${channels}]`;
      onEngine(engine, ({ put, room, read }) => {
        const [mean, variance] = [room(channels), room(channels)];
        const at = { x: put(x), dy: put(dy), gain: put(gain), bias: put(bias), mean, variance };
        const out = { dx: room(x.length), dgain: room(channels), dbias: room(channels) };
        const y = room(x.length);
        const own = moments(x, channels);
        batchNormMoments(engine, at.x, { mean, variance }, shape);
        expectBits(read(mean), own.mean, `${name}: mean`);
        expectBits(read(variance), own.variance, `${name}: variance`);
        batchNorm(engine, at, y, shape);
        expectBits(read(y), normalize(x, { ...own, gain, bias, epsilon: 1e-5 }), name);
        batchNorm(engine, { x: at.x, mean, variance }, y, shape);
        expectBits(read(y), normalize(x, { ...own, epsilon: 1e-5 }), `${name}, without gain and bias`);
        batchNormBackward(engine, at, out, shape);
        const expected = normalizeBackward(x, dy, { ...own, gain, epsilon: 1e-5 });
        expectBits(read(out.dx), expected.dx, `${name}: dx`);
        expectBits(read(out.dgain), expected.dgain, `${name}: dgain`);
        expectBits(read(out.dbias), expected.dbias, `${name}: dbias`);
      });
    }
  });
});

function randomPool(seed: number): Omit<Pool, "kind"> {
  const { integer } = createRandom(Math.imul(seed, 0x9e3779b1) | 1);
  const side = (): { size: number; window: number; stride: number; pad: number; out: number } => {
    const [size, window, stride] = [integer(4, 9), integer(2, 4), integer(1, 3)];
    const pad = integer(0, window - 1);
    return { size, window, stride, pad, out: Math.floor((size + pad + integer(0, window - 1) - window) / stride) + 1 };
  };
  const [rows, columns] = [side(), side()];
  return {
    images: integer(1, 4),
    height: rows.size,
    width: columns.size,
    channels: integer(1, 9),
    outHeight: rows.out,
    outWidth: columns.out,
    windowHeight: rows.window,
    windowWidth: columns.window,
    strideHeight: rows.stride,
    strideWidth: columns.stride,
    padTop: rows.pad,
    padLeft: columns.pad,
  };
}
