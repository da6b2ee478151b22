import type { Architecture } from "../architecture.ts";
import type { CnnArchitecture } from "../cnnArchitecture.ts";

/** A layer as others know it. `name` is the prefix of its weights' names. */
export type Layer =
  | { kind: "dense"; name: string; units: number }
  | {
      kind: "convolution";
      name: string;
      filters: number;
      kernel: number;
      stride: number;
      padding: "same" | "valid";
      hasBias: boolean;
    }
  | { kind: "batchNorm"; name: string }
  | { kind: "activation"; activation: "relu" | "softmax" }
  | { kind: "pool"; pool: "max" | "avg"; size: number; stride: number }
  | { kind: "flatten" }
  | { kind: "dropout"; rate: number };

/** Layers one after another. `input`: shape of one example. */
export type Network = { input: readonly number[]; layers: readonly Layer[] };

/**
 * An architecture as a chain of ordinary layers, which end in the probability of each label; undefined where it is none
 * (a gpt, or an mlp with gelu). A text enters a textClassifier as the vector that has 1/√n at each of its n buckets.
 */
export function networkOf(architecture: Architecture): Network | undefined {
  switch (architecture.kind) {
    case "gpt":
      return undefined;
    case "textClassifier": {
      const { buckets, hidden, labels } = architecture;
      const first: Layer[] = [
        { kind: "dense", name: "embedding", units: hidden },
        { kind: "activation", activation: "relu" },
      ];
      return { input: [buckets], layers: [...first, ...answer(labels)] };
    }
    case "mlp": {
      const { features, hidden, activation, dropout, labels } = architecture;
      // tfjs-layers has this form of GELU but cannot load it: it looks for "geluNew" where the file says "gelu_new".
      if (activation === "gelu") return undefined;
      const layers = hidden.flatMap((units, i): Layer[] => [
        { kind: "dense", name: `layers.${i}`, units },
        { kind: "activation", activation: "relu" },
        ...dropping(dropout),
      ]);
      return { input: [features], layers: [...layers, ...answer(labels)] };
    }
    case "cnn":
      return cnnNetwork(architecture);
  }
}

function cnnNetwork({ input, blocks, hidden, dropout, labels }: CnnArchitecture): Network {
  const convolutions = blocks.flatMap(({ filters, kernel, stride, padding, batchNorm, pool }, i): Layer[] => [
    { kind: "convolution", name: `blocks.${i}.conv`, filters, kernel, stride, padding, hasBias: !batchNorm },
    ...(batchNorm ? [{ kind: "batchNorm", name: `blocks.${i}.norm` } as const] : []),
    { kind: "activation", activation: "relu" },
    ...(pool ? [{ kind: "pool", pool: pool.kind, size: pool.size, stride: pool.stride } as const] : []),
  ]);
  const dense = hidden.flatMap((units, i): Layer[] => [
    { kind: "dense", name: `layers.${i}`, units },
    { kind: "activation", activation: "relu" },
  ]);
  return {
    input: [input.height, input.width, input.channels],
    layers: [...convolutions, { kind: "flatten" }, ...dense, ...dropping(dropout), ...answer(labels)],
  };
}

function dropping(rate: string | undefined): Layer[] {
  return rate === undefined ? [] : [{ kind: "dropout", rate: Number(rate) }];
}

function answer(labels: readonly string[]): Layer[] {
  return [
    { kind: "dense", name: "output", units: labels.length },
    { kind: "activation", activation: "softmax" },
  ];
}
