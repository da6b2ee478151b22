import { expect } from "chai";
import { allFinite } from "./allFinite.ts";

describe("allFinite", () => {
  it("finds NaN and both infinities, wherever they are", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (let i = 0; i < 7; i++) {
        const values = Float32Array.of(1, -2, 3.4028235e38, -3.4028235e38, 1e-45, 0, -0);
        expect(allFinite(values)).to.equal(true);
        values[i] = bad;
        expect(allFinite(values), `${bad} at ${i}`).to.equal(false);
      }
    }
    expect(allFinite(new Float32Array())).to.equal(true);
  });
});
