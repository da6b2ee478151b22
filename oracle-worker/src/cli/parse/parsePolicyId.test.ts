import { expect } from "chai";
import { InvalidArgumentError } from "commander";
import { parsePolicyId } from "./parsePolicyId.ts";

describe("parsePolicyId (A-2)", () => {
  it("takes an id, and everybody for 0", () => {
    expect(parsePolicyId(`0x${"aB".repeat(32)}`)).to.equal(`0x${"ab".repeat(32)}`);
    expect(parsePolicyId("everybody")).to.equal(`0x${"0".repeat(64)}`);
  });

  it("refuses everything else", () => {
    for (const text of ["", "nobody", "0x12", `0x${"g".repeat(64)}`]) {
      expect(() => parsePolicyId(text), text).to.throw(InvalidArgumentError);
    }
  });
});
