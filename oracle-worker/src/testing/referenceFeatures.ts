import type { FeatureArchitecture } from "../models/architecture.ts";
import type { CnnBlock } from "../models/cnnArchitecture.ts";
import type { Weights } from "../models/weights.ts";
import { gelu } from "./referenceGpt.ts";

type Image = { height: number; width: number; channels: number; values: number[] };

/** What a reference loss is of: rows, and a factor per output of a layer that drops, by the layer's name. */
export type ReferenceBatch = {
  rows: readonly (readonly number[])[];
  labels: readonly number[];
  masks: ReadonlyMap<string, ArrayLike<number>>;
};

/**
 * The mean training loss in nats of an mlp or cnn, written again in plain binary64 loops from the formulas of
 * docs/SPEC.md, P-6: shares no code with `models/`.
 */
export function referenceFeatureLoss(
  architecture: FeatureArchitecture,
  weights: Weights,
  { rows, labels, masks }: ReferenceBatch,
): number {
  const vector = (name: string): ArrayLike<number> => weights.get(name)?.values ?? [];
  const shape = (name: string): readonly number[] => weights.get(name)?.shape ?? [];
  const dense = (x: readonly number[], name: string): number[] => {
    const [, columns = 0] = shape(`${name}.weight`);
    const weight = vector(`${name}.weight`);
    return Array.from({ length: columns }, (_, j) =>
      x.reduce((sum, value, k) => sum + value * at(weight, k * columns + j), at(vector(`${name}.bias`), j)),
    );
  };
  const dropped = (x: readonly number[], layer: string, row: number): number[] =>
    x.map((value, i) => value * at(masks.get(layer) ?? [], row * x.length + i, 1));

  let x: number[][];
  if (architecture.kind === "mlp") {
    x = rows.map((row, i) =>
      architecture.hidden.reduce<number[]>(
        (given, _, layer) => {
          const sums = dense(given, `layers.${layer}`);
          const active = sums.map(architecture.activation === "relu" ? relu : gelu);
          return dropped(active, `layers.${layer}`, i);
        },
        [...row],
      ),
    );
  } else {
    const { blocks, hidden, input } = architecture;
    let images: Image[] = rows.map((row) => ({ ...input, values: [...row] }));
    blocks.forEach((block, i) => {
      const name = `blocks.${i}`;
      const bias = block.batchNorm ? [] : vector(`${name}.conv.bias`);
      const sums = images.map((image) => convolve(image, block, vector(`${name}.conv.weight`), bias));
      const normal = block.batchNorm ? normalise(sums, vector(`${name}.norm.gain`), vector(`${name}.norm.bias`)) : sums;
      images = normal.map((image) => pool({ ...image, values: image.values.map(relu) }, block.pool));
    });
    x = images.map(({ values }, i) => {
      const last = hidden.reduce((given, _, layer) => dense(given, `layers.${layer}`).map(relu), values);
      return dropped(last, "output", i);
    });
  }
  const losses = x.map((row, i) => {
    const logits = dense(row, "output");
    return Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0)) - at(logits, labels[i] ?? -1);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function convolve(image: Image, block: CnnBlock, filters: ArrayLike<number>, bias: ArrayLike<number>): Image {
  const { kernel, stride, padding } = block;
  const place = (size: number): { count: number; start: number } => {
    if (padding === "valid") return { count: Math.floor((size - kernel) / stride) + 1, start: 0 };
    const count = Math.ceil(size / stride);
    return { count, start: -Math.floor(Math.max(0, (count - 1) * stride + kernel - size) / 2) };
  };
  const [down, across] = [place(image.height), place(image.width)];
  return build(down.count, across.count, block.filters, (i, j, filter) => {
    let sum = at(bias, filter, 0);
    for (let di = 0; di < kernel; di++) {
      for (let dj = 0; dj < kernel; dj++) {
        for (let channel = 0; channel < image.channels; channel++) {
          const value = pixel(image, down.start + i * stride + di, across.start + j * stride + dj, channel);
          sum += value * at(filters, ((di * kernel + dj) * image.channels + channel) * block.filters + filter);
        }
      }
    }
    return sum;
  });
}

/** Each channel to mean 0 and variance 1 over all images and places. */
function normalise(images: readonly Image[], gain: ArrayLike<number>, bias: ArrayLike<number>): Image[] {
  const channels = images[0]?.channels ?? 0;
  const scales = Array.from({ length: channels }, (_, channel) => {
    const own = images.flatMap(({ values }) => values.filter((_, i) => i % channels === channel));
    const mean = own.reduce((sum, x) => sum + x, 0) / own.length;
    return { mean, deviation: Math.sqrt(own.reduce((sum, x) => sum + (x - mean) ** 2, 0) / own.length + 1e-5) };
  });
  return images.map((image) => ({
    ...image,
    values: image.values.map((x, i) => {
      const { mean, deviation } = scales[i % channels] ?? { mean: Number.NaN, deviation: 1 };
      return ((x - mean) / deviation) * at(gain, i % channels) + at(bias, i % channels);
    }),
  }));
}

function pool(image: Image, window: CnnBlock["pool"]): Image {
  if (window === undefined) return image;
  const count = (size: number): number => Math.floor((size - window.size) / window.stride) + 1;
  return build(count(image.height), count(image.width), image.channels, (i, j, channel) => {
    const values = Array.from({ length: window.size ** 2 }, (_, k) =>
      pixel(image, i * window.stride + Math.floor(k / window.size), j * window.stride + (k % window.size), channel),
    );
    return window.kind === "max" ? Math.max(...values) : values.reduce((sum, x) => sum + x, 0) / values.length;
  });
}

function build(
  height: number,
  width: number,
  channels: number,
  of: (i: number, j: number, channel: number) => number,
): Image {
  const values = Array.from({ length: height * width * channels }, (_, k) => {
    const place = Math.floor(k / channels);
    return of(Math.floor(place / width), place % width, k % channels);
  });
  return { height, width, channels, values };
}

/** 0 outside of the image. */
function pixel({ height, width, channels, values }: Image, row: number, column: number, channel: number): number {
  if (row < 0 || column < 0 || row >= height || column >= width) return 0;
  return at(values, (row * width + column) * channels + channel);
}

function relu(x: number): number {
  return Math.max(x, 0);
}

function at(values: ArrayLike<number>, index: number, otherwise = Number.NaN): number {
  return values[index] ?? otherwise;
}
