import { runKernel } from "../../gradients/runKernel.ts";
import { centralDifferences } from "../../testing/centralDifferences.ts";
import { depthwise64 } from "../../testing/convolve64.ts";
import { namedTensors } from "../../testing/namedTensors.ts";
import { type RandomConvolution, randomConvolution } from "../../testing/randomConvolution.ts";
import { type Case, expectClose, runEverywhere } from "../../testing/runEverywhere.ts";

const TO_CPU = 1e-4;
const TO_DIFFERENCES = 1e-3;

function caseOf({ name, x, filter, out, attributes }: RandomConvolution): Case {
  return {
    name,
    shapes: [x, filter, out],
    run: (...[images, weights, dy]) => [
      runKernel("DepthwiseConv2dNative", namedTensors({ x: images, filter: weights }), attributes),
      runKernel("DepthwiseConv2dNativeBackpropInput", namedTensors({ dy, filter: weights }), {
        ...attributes,
        inputShape: x,
      }),
      runKernel("DepthwiseConv2dNativeBackpropFilter", namedTensors({ x: images, dy }), {
        ...attributes,
        filterShape: filter,
      }),
    ],
  };
}

describe("DepthwiseConv2dNative", () => {
  it("is close to tfjs' cpu and to binary64, with its gradients and the same bits on any threads", async () => {
    const cases = Array.from({ length: 24 }, (_, i) =>
      randomConvolution(i + 1, { dilated: i % 3 === 2, depthwise: true }),
    );
    const outcomes = await runEverywhere(cases.map(caseOf));
    outcomes.forEach(({ inputs: [x = [], filter = [], dy = []], assay, cpu }, i) => {
      const { name, shape } = cases[i] ?? randomConvolution(1, {});
      expectClose(assay[0] ?? [], depthwise64(x, filter, shape), TO_CPU, name);
      // The cpu backend's gradients leave dilations out of the reckoning.
      const results = shape.dilationHeight * shape.dilationWidth === 1 ? [0, 1, 2] : [0];
      for (const which of results) expectClose(assay[which] ?? [], cpu[which] ?? [], TO_CPU, name);
      if (i >= 12) return;
      const slopes = [
        centralDifferences(x, (at) => depthwise64(at, filter, shape), dy),
        centralDifferences(filter, (at) => depthwise64(x, at, shape), dy),
      ];
      slopes.forEach((slope, which) => expectClose(assay[which + 1] ?? [], slope, TO_DIFFERENCES, name));
    });
  });
});
