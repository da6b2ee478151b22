import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { EngineError } from "../../EngineError.ts";
import { runKernel } from "../../gradients/runKernel.ts";
import type { Pool } from "../../kernels/pool.ts";
import { centralDifferences } from "../../testing/centralDifferences.ts";
import { createRandom } from "../../testing/createRandom.ts";
import { namedTensors } from "../../testing/namedTensors.ts";
import { pool64 } from "../../testing/pool64.ts";
import { type Case, expectClose, runEverywhere } from "../../testing/runEverywhere.ts";
import { Attributes } from "../Attributes.ts";
import { poolOf } from "../windowShapes.ts";
import { withBackend } from "../../testing/withBackend.ts";

const TO_CPU = 1e-4;
const TO_DIFFERENCES = 1e-3;

type PoolCase = { name: string; x: number[]; attributes: tf.NamedAttrMap; shape: Pool };

function randomPool(seed: number, kind: Pool["kind"]): PoolCase {
  const { integer } = createRandom(Math.imul(seed, 0x9e3779b1) | 1);
  const x = [integer(1, 4), integer(4, 9), integer(4, 9), integer(1, 9)];
  const filterSize = [integer(2, 3), integer(2, 4)];
  const pads = ["valid", "same", 1] as const;
  const attributes = { filterSize, strides: [integer(1, 3), integer(1, 3)], pad: pads[seed % 3] ?? "same" };
  const shape = poolOf("test", new Attributes("test", attributes), x, kind);
  return { name: `${kind} of [${x.join(", ")}], ${JSON.stringify(attributes)}`, x, attributes, shape };
}

function caseOf({ name, x, attributes, shape }: PoolCase): Case {
  const kernel = shape.kind === "max" ? "MaxPool" : "AvgPool";
  return {
    name,
    shapes: [x, [shape.images, shape.outHeight, shape.outWidth, shape.channels]],
    run: (...[input, dy]) => {
      const output = runKernel(kernel, namedTensors({ x: input }), attributes);
      return [output, runKernel(`${kernel}Grad`, namedTensors({ dy, input, output }), attributes)];
    },
  };
}

describe("pools", () => {
  for (const kind of ["max", "avg"] as const) {
    it(`of kind ${kind} are close to tfjs' cpu and binary64, with their gradients and the same bits on any threads`, async () => {
      const cases = Array.from({ length: 18 }, (_, i) => randomPool(i + 1, kind));
      const outcomes = await runEverywhere(cases.map(caseOf));
      outcomes.forEach(({ inputs: [x = [], dy = []], assay: [y = [], dx = []], cpu }, i) => {
        const { name, attributes, shape } = cases[i] ?? randomPool(1, kind);
        expectClose(y, cpu[0] ?? [], TO_CPU, name);
        expectClose(y, pool64(x, shape), TO_CPU, name);
        // The cpu backend's gradient of a mean counts the padding, which the mean itself leaves out.
        if (kind === "max" || attributes["pad"] === "valid") expectClose(dx, cpu[1] ?? [], TO_CPU, name);
        if (i >= 6) return;
        const slopes = centralDifferences(x, (at) => pool64(at, shape), dy);
        expectClose(dx, slopes, TO_DIFFERENCES, name);
      });
    });
  }

  it("give a tie's gradient to its first position, row by row", async () => {
    await withBackend({}, () => {
      const input = tf.tensor([1, 5, 5, 5], [1, 2, 2, 1]);
      const attributes = { filterSize: 2, strides: 2, pad: "valid" };
      const output = runKernel("MaxPool", { x: input }, attributes);
      const dx = runKernel("MaxPoolGrad", { dy: tf.tensor([7], [1, 1, 1, 1]), input, output }, attributes);
      expect([...dx.dataSync()]).to.deep.equal([0, 7, 0, 0]);
    });
  });

  it("let the padding win nothing and count for nothing", async () => {
    await withBackend({}, () => {
      const x = tf.tensor([-3, -1, -2, -4], [1, 2, 2, 1]);
      const attributes = { filterSize: 2, strides: 1, pad: "same" };
      expect([...runKernel("MaxPool", { x }, attributes).dataSync()]).to.deep.equal([-1, -1, -2, -4]);
      expect([...runKernel("AvgPool", { x }, attributes).dataSync()]).to.deep.equal([-2.5, -2.5, -3, -4]);
    });
  });

  it("refuse a window of padding alone, and integers, by name", async () => {
    await withBackend({}, () => {
      const x = tf.ones([1, 4, 4, 1]);
      const codeOf = (run: () => unknown): unknown => {
        try {
          return run();
        } catch (error) {
          return error instanceof EngineError ? error.code : error;
        }
      };
      const attributes = { filterSize: 2, strides: 1, pad: 2 };
      expect(codeOf(() => runKernel("AvgPool", { x }, attributes))).to.equal("ShapeInvalid");
      const integers = tf.tensor([1, 2, 3, 4], [1, 2, 2, 1], "int32");
      expect(codeOf(() => tf.maxPool(integers as tf.Tensor4D, 2, 2, "valid"))).to.equal("UnsupportedOperation");
    });
  });
});
