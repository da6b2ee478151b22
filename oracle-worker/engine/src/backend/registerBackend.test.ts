import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { EngineError } from "../EngineError.ts";
import { currentBackend } from "./currentBackend.ts";
import { selectBackend } from "./selectBackend.ts";
import { withBackend } from "../testing/withBackend.ts";

tf.enableProdMode();

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof EngineError) return error.code;
    throw error;
  }
  return "nothing thrown";
}

describe("registerBackend", () => {
  it("keeps tensors of every type bit for bit, and gives all memory back", async () => {
    await withBackend({}, async (backend) => {
      expect(tf.getBackend()).to.equal("assay");
      const start = backend.memory().used;
      const floats = new Float32Array([0, -0, Number.NaN, Infinity, 1e-42, 1 / 3]);
      const x = tf.tensor(floats, [2, 3]);
      const y = tf.reshape(x, [3, -1]);
      const i = tf.tensor([1, -2147483648], [2], "int32");
      const b = tf.tensor([true, false], [2], "bool");
      x.dispose();
      expect(y.shape).to.deep.equal([3, 2]);
      expect(new Uint8Array((await y.data()).buffer)).to.deep.equal(new Uint8Array(floats.buffer));
      expect(i.dataSync()).to.deep.equal(new Int32Array([1, -2147483648]));
      expect(b.dataSync()).to.deep.equal(new Uint8Array([1, 0]));
      const scalar = tf.scalar(7);
      expect(scalar.dataSync()).to.deep.equal(new Float32Array([7]));
      const empty = tf.tensor([], [0, 3]);
      expect(empty.dataSync().length).to.equal(0);
      tf.dispose([y, i, b, scalar, empty]);
      expect(backend.refCount(y.dataId)).to.equal(0);
      expect(backend.memory().used).to.equal(start);
    });
  });

  it("takes tensors over from another backend", async () => {
    await selectBackend("cpu");
    const x = tf.tensor([1, 2, 3]);
    await withBackend({}, () => {
      const y = tf.reshape(x, [3, 1]);
      expect(y.dataSync()).to.deep.equal(new Float32Array([1, 2, 3]));
      tf.dispose([x, y]);
    });
  });

  it("says so when tfjs computes on another backend", async () => {
    await selectBackend("cpu");
    expect(codeOf(currentBackend)).to.equal("BackendNotSelected");
    tf.registerBackend("broken", () => {
      throw new Error("no");
    });
    for (const name of ["broken", "unknown"]) {
      const error: unknown = await selectBackend(name).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(EngineError).with.property("code", "BackendNotSelected");
    }
    tf.removeBackend("broken");
  });

  it("refuses what it does not compute, by name", async () => {
    await withBackend({}, () => {
      const x = tf.tensor([1, 2, 3, 4]);
      expect(codeOf(() => tf.atan(x))).to.equal("UnsupportedOperation");
      expect(codeOf(() => tf.multinomial(tf.tensor2d([1, 2], [1, 2]), 1))).to.equal("UnsupportedOperation");
      expect(codeOf(() => tf.tensor(["a"]))).to.equal("UnsupportedOperation");
      expect(codeOf(() => tf.complex([1], [2]))).to.equal("UnsupportedOperation");
    });
  });

  it("gives back what a kernel made before it failed", async () => {
    await withBackend({ maxBytes: 2 ** 24 }, ({ engine }) => {
      const x = tf.zeros([1, 2 ** 19]);
      const used = engine.stats().used;
      const failing = (run: () => tf.Tensor): string => codeOf(() => tf.tidy(run));
      expect(failing(() => tf.gatherND(x, tf.tensor2d([[7]], [1, 1], "int32")))).to.equal("ShapeInvalid");
      expect(
        failing(() => tf.fused.matMul({ a: x, b: x, transposeB: true, activation: "unknown" as "relu" })),
      ).to.equal("UnsupportedOperation");
      expect(failing(() => tf.add(tf.tile(x, [4, 1]), tf.zeros([4, 2 ** 19])))).to.equal("OutOfMemory");
      expect(failing(() => tf.add(tf.zeros([2, 1, 2 ** 18]), tf.zeros([1, 2, 2 ** 18])))).to.equal("OutOfMemory");
      expect(engine.stats().used).to.equal(used);
    });
  });

  it("refuses the host's random numbers, whoever asks for them", async () => {
    await withBackend({}, () => {
      const draws = [
        () => tf.randomNormal([2]),
        () => tf.randomUniform([2]),
        () => tf.randomGamma([2], 1),
        () => tf.randomStandardNormal([2]),
        () => tf.randomUniformInt([2], 0, 9),
        () => tf.truncatedNormal([2]),
        () => tf.rand([2], () => 0.5),
        () => tf.dropout(tf.tensor([1, 2]), 0.5),
      ];
      for (const draw of draws) expect(codeOf(draw), draw.toString()).to.equal("UnsupportedOperation");
    });
  });
});
