import { expect } from "chai";
import { lossAndGradients } from "./gpt.mjs";

const GPT = { alphabet: 5, contextLength: 6, layers: 2, heads: 2, width: 6 };

describe("reference gpt", () => {
  it("gives every weight the gradient of the loss's differences", () => {
    const weights = randomWeights();
    const batch = {
      inputs: Int32Array.of(0, 1, 2, 3, 4, 0, 1, 1, 2, 4),
      targets: Int32Array.of(1, 2, 3, 4, 0, 1, 1, 2, 4, 3),
      count: 2,
      length: 5,
    };
    const { gradients } = lossAndGradients(GPT, weights, batch);
    expect([...gradients.keys()].sort()).to.deep.equal([...weights.keys()].sort());
    const lossWith = (values: Float32Array, i: number, value: number): number => {
      const old = values[i] ?? 0;
      values[i] = value;
      const { loss } = lossAndGradients(GPT, weights, batch);
      values[i] = old;
      return loss;
    };
    for (const [name, gradient] of gradients) {
      const values = weights.get(name) ?? new Float32Array();
      for (let i = 0; i < gradient.length; i += 11) {
        const at = values[i] ?? 0;
        const difference = (lossWith(values, i, at + 0.01) - lossWith(values, i, at - 0.01)) / 0.02;
        expect(gradient[i], `${name}[${i}]`).to.be.closeTo(difference, 3e-3);
      }
    }
  });
});

function randomWeights(): Map<string, Float32Array> {
  const { alphabet, contextLength, layers, width } = GPT;
  const linear = (name: string, inputs: number, outputs: number): [string, number][] => [
    [`${name}.weight`, inputs * outputs],
    [`${name}.bias`, outputs],
  ];
  const norm = (name: string): [string, number][] => [
    [`${name}.gain`, width],
    [`${name}.bias`, width],
  ];
  const sizes: [string, number][] = [
    ["tokens.weight", alphabet * width],
    ["positions.weight", contextLength * width],
    ...norm("norm"),
    ["output.weight", width * alphabet],
  ];
  for (let i = 0; i < layers; i++) {
    sizes.push(...norm(`blocks.${i}.attention.norm`), ...linear(`blocks.${i}.attention.qkv`, width, 3 * width));
    sizes.push(...linear(`blocks.${i}.attention.output`, width, width), ...norm(`blocks.${i}.mlp.norm`));
    sizes.push(...linear(`blocks.${i}.mlp.up`, width, 4 * width), ...linear(`blocks.${i}.mlp.down`, 4 * width, width));
  }
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 2 ** 24 - 0.5;
  };
  return new Map(
    sizes.map(([name, size]) => {
      const centre = name.endsWith(".gain") ? 1 : 0;
      return [name, Float32Array.from({ length: size }, () => centre + next())];
    }),
  );
}
