import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { EngineError } from "../../EngineError.ts";
import { runKernel } from "../../gradients/runKernel.ts";
import { centralDifferences } from "../../testing/centralDifferences.ts";
import { convolve64 } from "../../testing/convolve64.ts";
import { namedTensors } from "../../testing/namedTensors.ts";
import { type RandomConvolution, randomConvolution } from "../../testing/randomConvolution.ts";
import { type Case, expectClose, runEverywhere } from "../../testing/runEverywhere.ts";
import { withBackend } from "../../testing/withBackend.ts";

const TO_CPU = 1e-4;
const TO_DIFFERENCES = 1e-3;

type Sizes = Omit<RandomConvolution, "shape">;

function forwardCase({ name, x, filter, attributes }: Sizes): Case {
  return {
    name,
    shapes: [x, filter],
    run: (...[images, weights]) => [runKernel("Conv2D", namedTensors({ x: images, filter: weights }), attributes)],
  };
}

function gradientCase({ name, x, filter, out, attributes }: Sizes): Case {
  const { strides, pad, dataFormat } = attributes;
  const shared = { strides, pad, dataFormat };
  return {
    name,
    shapes: [x, filter, out],
    run: (...[images, weights, dy]) => [
      runKernel("Conv2DBackpropInput", namedTensors({ dy, filter: weights }), { ...shared, inputShape: x }),
      runKernel("Conv2DBackpropFilter", namedTensors({ x: images, dy }), { ...shared, filterShape: filter }),
    ],
  };
}

const convolution = (
  x: number[],
  filter: number[],
  out: number[],
  strides: [number, number],
  pad: RandomConvolution["attributes"]["pad"],
): Sizes => ({
  name: `[${x.join(", ")}] with [${filter.join(", ")}]`,
  x,
  filter,
  out,
  attributes: { strides, dilations: [1, 1], pad, dataFormat: "NHWC" },
});

describe("Conv2D", () => {
  it("is close to tfjs' cpu and to binary64, with the same bits on any tile and threads", async () => {
    const cases = Array.from({ length: 24 }, (_, i) => randomConvolution(i + 1, { dilated: i % 3 === 2 }));
    const outcomes = await runEverywhere(cases.map(forwardCase));
    outcomes.forEach(({ inputs: [x = [], filter = []], assay, cpu }, i) => {
      const one = cases[i] ?? randomConvolution(1, {});
      expectClose(assay[0] ?? [], cpu[0] ?? [], TO_CPU, one.name);
      expectClose(assay[0] ?? [], convolve64(x, filter, one.shape), TO_CPU, one.name);
    });
  });

  it("starts from a bias and ends in relu when they are fused", async () => {
    const cases = Array.from({ length: 6 }, (_, i) => randomConvolution(i + 51, {}));
    const outcomes = await runEverywhere(
      cases.flatMap(({ name, x, filter, attributes, shape }) =>
        ["linear", "relu"].map((activation) => ({
          name: `${name}, ${activation}`,
          shapes: [x, filter, [shape.outputs]],
          run: (...[images, weights, bias]: tf.Tensor[]) => [
            runKernel("FusedConv2D", namedTensors({ x: images, filter: weights, bias }), {
              ...attributes,
              activation,
            }),
          ],
        })),
      ),
    );
    for (const { assay, cpu } of outcomes) expectClose(assay[0] ?? [], cpu[0] ?? [], TO_CPU);
  });

  it("refuses activations and layouts that it does not compute, and windows that do not fit, by name", async () => {
    await withBackend({}, () => {
      const [x, filter] = [tf.ones<tf.Rank.R4>([1, 3, 3, 1]), tf.ones<tf.Rank.R4>([2, 2, 1, 1])];
      const fused = (): tf.Tensor => tf.fused.conv2d({ x, filter, strides: 1, pad: "same", activation: "sigmoid" });
      for (const refused of [fused, () => tf.conv2d(x, tf.ones<tf.Rank.R4>([2, 2, 3, 1]), 1, "same", "NCHW")]) {
        expect(refused).to.throw(EngineError).with.property("code", "UnsupportedOperation");
      }
      const large = tf.ones<tf.Rank.R4>([4, 2, 1, 1]);
      for (const windows of [() => tf.conv2d(x, large, 1, "valid"), () => tf.maxPool(x, 4, 1, "valid")]) {
        expect(windows).to.throw(EngineError, "does not fit").with.property("code", "ShapeInvalid");
      }
    });
  });

  it("has the gradients of tfjs' cpu and of central differences", async () => {
    const cases = Array.from({ length: 24 }, (_, i) => randomConvolution(i + 101, {}));
    const outcomes = await runEverywhere(cases.map(gradientCase));
    outcomes.forEach(({ inputs: [x = [], filter = [], dy = []], assay, cpu }, i) => {
      const { name, shape } = cases[i] ?? randomConvolution(1, {});
      for (const which of [0, 1]) expectClose(assay[which] ?? [], cpu[which] ?? [], TO_CPU, name);
      if (i >= 3) return;
      const slopes = [
        centralDifferences(x, (at) => convolve64(at, filter, shape), dy),
        centralDifferences(filter, (at) => convolve64(x, at, shape), dy),
      ];
      slopes.forEach((slope, which) => expectClose(assay[which] ?? [], slope, TO_DIFFERENCES, name));
    });
  });

  it("stays so where sums, positions and columns are longer than a block", async () => {
    const cases = [
      convolution([2, 17, 17, 43], [3, 3, 43, 33], [2, 17, 17, 33], [1, 1], "same"),
      convolution([2, 12, 12, 3], [5, 5, 3, 140], [2, 6, 6, 140], [2, 2], "same"),
    ];
    const outcomes = await runEverywhere(cases.flatMap((one) => [forwardCase(one), gradientCase(one)]));
    for (const { assay, cpu } of outcomes) {
      assay.forEach((result, which) => expectClose(result, cpu[which] ?? [], TO_CPU));
    }
  });

  it("copies a few images at a time when their padding takes much memory", async () => {
    const one = convolution([3, 200, 200, 40], [2, 2, 40, 3], [3, 29, 29, 3], [7, 7], 1);
    const [outcome] = await runEverywhere([
      {
        name: one.name,
        shapes: [one.x, one.filter, one.out],
        run: (...[x, filter, dy]) => [
          runKernel("Conv2D", namedTensors({ x, filter }), one.attributes),
          runKernel("Conv2DBackpropFilter", namedTensors({ x, dy }), { ...one.attributes, filterShape: one.filter }),
        ],
      },
    ]);
    outcome?.assay.forEach((result, which) => expectClose(result, outcome.cpu[which] ?? [], TO_CPU));
  });
});
