/** A GPT that is trained to compare bits: S is the one of docs/benchmarks.md, tiny has the same operations. */
export type GptShape = {
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  readonly context: number;
  readonly batch: number;
  readonly vocabulary: number;
};

export const GPT_SHAPES = {
  S: { layers: 4, heads: 4, width: 128, context: 64, batch: 12, vocabulary: 65 },
  tiny: { layers: 2, heads: 2, width: 20, context: 13, batch: 3, vocabulary: 11 },
} as const satisfies Record<string, GptShape>;

export type GptName = keyof typeof GPT_SHAPES;

/** Shape of every weight by name, in the order in which they are hashed. */
export function gptWeightShapes({ layers, width, context, vocabulary }: GptShape): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>([
    ["tokens.weight", [vocabulary, width]],
    ["positions.weight", [context, width]],
  ]);
  const norm = (name: string): unknown => shapes.set(`${name}.gain`, [width]).set(`${name}.bias`, [width]);
  const linear = (name: string, inputs: number, outputs: number): unknown =>
    shapes.set(`${name}.weight`, [inputs, outputs]).set(`${name}.bias`, [outputs]);
  for (let layer = 0; layer < layers; layer++) {
    const [attention, mlp] = [`blocks.${layer}.attention`, `blocks.${layer}.mlp`];
    norm(`${attention}.norm`);
    linear(`${attention}.qkv`, width, 3 * width);
    linear(`${attention}.output`, width, width);
    norm(`${mlp}.norm`);
    linear(`${mlp}.up`, width, 4 * width);
    linear(`${mlp}.down`, 4 * width, width);
  }
  norm("norm");
  return shapes.set("output.weight", [width, vocabulary]);
}
