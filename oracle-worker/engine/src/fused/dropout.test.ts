import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { withBackend } from "../testing/withBackend.ts";
import { EngineError } from "../EngineError.ts";
import { dropout } from "./dropout.ts";

const KEY = [0xdead_beef, 0x0bad_cafe] as const;
/** Not where a block of words begins, and beyond 32 bits. */
const STREAM = { key: KEY, firstWord: 2 ** 34 + 7 };
const SIZE = 1003;
const LOW = 0xffff_ffffn;

/** Word `index` of the stream, with integers of any size. */
function wordAt(index: number): number {
  let [k0, k1] = KEY.map(BigInt);
  let c = [BigInt(Math.floor(index / 4)) & LOW, BigInt(Math.floor(index / 2 ** 34)), 0n, 0n];
  for (let round = 0; round < 10; round++) {
    const [c0 = 0n, c1 = 0n, c2 = 0n, c3 = 0n] = c;
    const p0 = 0xd2511f53n * c0;
    const p1 = 0xcd9e8d57n * c2;
    c = [(p1 >> 32n) ^ c1 ^ (k0 ?? 0n), p1 & LOW, (p0 >> 32n) ^ c3 ^ (k1 ?? 0n), p0 & LOW];
    k0 = ((k0 ?? 0n) + 0x9e3779b9n) & LOW;
    k1 = ((k1 ?? 0n) + 0xbb67ae85n) & LOW;
  }
  return Number(c[index % 4]);
}

describe("dropout", () => {
  it("keeps what the stream keeps, scaled, and its gradient keeps the same, on any threads", async () => {
    const rate = 0.3;
    const factors = Float32Array.from({ length: SIZE }, (_, i) =>
      wordAt(STREAM.firstWord + i) >>> 8 >= Math.round(rate * 2 ** 24) ? 1 / (1 - rate) : 0,
    );
    for (const threads of [1, 3]) {
      await withBackend({ threads }, () => {
        const x = tf.tensor2d(new Float32Array(SIZE).fill(2), [17, 59]);
        const dy = tf.tensor2d(new Float32Array(SIZE).fill(4), [17, 59]);
        expect(dropout(x, rate, STREAM).dataSync()).to.deep.equal(factors.map((factor) => 2 * factor));
        const dx = tf.grad((input) => dropout(input, rate, STREAM))(x, dy);
        expect(dx.dataSync()).to.deep.equal(factors.map((factor) => 4 * factor));
      });
    }
    const kept = factors.filter((factor) => factor > 0).length;
    expect(kept / SIZE).to.be.closeTo(0.7, 0.05);
  });

  it("keeps everything at rate 0, and refuses 1", async () => {
    await withBackend({}, () => {
      const x = tf.tensor2d([[1, -2, 3]]);
      expect([...dropout(x, 0, STREAM).dataSync()]).to.deep.equal([1, -2, 3]);
      expect(() => dropout(x, 1, STREAM))
        .to.throw(EngineError)
        .with.property("code", "ShapeInvalid");
    });
  });
});
