import { expect } from "chai";
import { largestError, SUBJECTS } from "./accuracy.mjs";
import { erf, exp, log, rsqrt, sigmoid, tanh } from "./functions.mjs";
import { gelu, geluBackward } from "./gelu.mjs";
import { max, min, roundTiesToEven } from "./number.mjs";
import { pow } from "./pow.mjs";

/** What docs/engine.md states, in the order of SUBJECTS. */
const BOUNDS = [0.99, 0.77, 0.83, 1.25, 2.28, 5.8e-7, 13.5, 5.3e-7];

describe("reference functions", () => {
  SUBJECTS.forEach((subject, i) => {
    it(`${subject.name} on [${subject.range.join(", ")}] is as close as docs/engine.md says`, () => {
      expect(largestError(subject, 60_000).error).to.be.within((BOUNDS[i] ?? 0) / 3, BOUNDS[i] ?? 0);
    });
  });

  it("follow the edge cases of docs/engine.md", () => {
    for (const [found, expected] of [
      [exp(-0), 1],
      [exp(-87.6832), 0],
      [exp(88.3763), Infinity],
      [exp(-Infinity), 0],
      [exp(Number.NaN), Number.NaN],
      [sigmoid(-Infinity), 0],
      [sigmoid(-0), 0.5],
      [tanh(-0), -0],
      [tanh(-Infinity), -1],
      [tanh(Number.NaN), Number.NaN],
      [log(-0), -Infinity],
      [log(-1), Number.NaN],
      [log(1), 0],
      [log(Infinity), Infinity],
      [erf(-0), -0],
      [erf(Infinity), 1],
      [rsqrt(-0), -Infinity],
      [gelu(-Infinity), Number.NaN],
      [gelu(-100), -0],
      [pow(-2, 3), -8],
      [pow(-2, 2.5), Number.NaN],
      [pow(2, -1.5), Math.fround(1 / 2 ** 1.5)],
      [pow(0, 0.3), 0],
      [pow(0, -0.3), Number.NaN],
      [pow(-0, -3), -Infinity],
      [pow(5, 0), 1],
      [max(-0, 0), 0],
      [min(0, -0), -0],
      [max(1, Number.NaN), Number.NaN],
      [roundTiesToEven(2.5), 2],
      [roundTiesToEven(-0.5), -0],
      [roundTiesToEven(-3.5), -4],
    ] as const) {
      expect(Object.is(found, expected), `${found} for ${expected}`).to.equal(true);
    }
  });

  it("give gelu the gradient of its differences", () => {
    for (let x = -5; x < 5; x += 0.37) {
      const difference = (gelu(x + 2 ** -7) - gelu(x - 2 ** -7)) * 2 ** 6;
      expect(geluBackward(x, 1)).to.be.closeTo(difference, 1e-4);
    }
  });
});
