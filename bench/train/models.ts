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

/** Shape of every weight, by the names of docs/SPEC.md, F-5. */
export function weightShapes({ layers, width, context }: GptModel, vocabulary: number): Map<string, number[]> {
  const shapes = new Map([
    ["tokens.weight", [vocabulary, width]],
    ["positions.weight", [context, width]],
    ["norm.gain", [width]],
    ["norm.bias", [width]],
    ["output.weight", [width, vocabulary]],
  ]);
  const linear = (name: string, inputs: number, outputs: number): void => {
    shapes.set(`${name}.weight`, [inputs, outputs]).set(`${name}.bias`, [outputs]);
  };
  for (let layer = 0; layer < layers; layer++) {
    const [attention, mlp] = [`blocks.${layer}.attention`, `blocks.${layer}.mlp`];
    for (const part of [attention, mlp]) shapes.set(`${part}.norm.gain`, [width]).set(`${part}.norm.bias`, [width]);
    linear(`${attention}.qkv`, width, 3 * width);
    linear(`${attention}.output`, width, width);
    linear(`${mlp}.up`, width, 4 * width);
    linear(`${mlp}.down`, 4 * width, width);
  }
  return shapes;
}
