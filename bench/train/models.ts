import type { GptArchitecture } from "../../oracle-worker/src/models/architecture.ts";

/** The two models that are trained: character-level GPTs. `batch` blocks of `context` characters make one step. */
export type GptModel = {
  readonly name: "S" | "M";
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  readonly context: number;
  readonly batch: number;
};

export const MODELS: readonly GptModel[] = [
  { name: "S", layers: 4, heads: 4, width: 128, context: 64, batch: 12 },
  { name: "M", layers: 6, heads: 6, width: 384, context: 256, batch: 8 },
];

/** Multiplications of the products of one token, forward. */
export function workPerToken({ layers, width, context }: GptModel, vocabulary: number): number {
  return layers * (12 * width * width + 2 * context * width) + width * vocabulary;
}

/** The model as a spec names it. */
export function architectureOf({ context, layers, heads, width }: GptModel, alphabet: string): GptArchitecture {
  return { kind: "gpt", version: 2, alphabet, contextLength: context, layers, heads, width };
}
