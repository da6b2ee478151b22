import { expect } from "chai";
import { InvalidArgumentError } from "commander";
import { parseLicence } from "./parseLicence.ts";

describe("parseLicence", () => {
  it("takes an SPDX expression or a digest", () => {
    for (const text of ["MIT", "Apache-2.0 WITH LLVM-exception OR MIT", `0x${"0a".repeat(32)}`]) {
      expect(parseLicence(text)).to.equal(text);
    }
  });

  it("refuses what is neither, and a digest that ends in 0", () => {
    for (const text of ["", "no <script>", "0x12", `0x${"0A".repeat(32)}`, `0x${"0a".repeat(31)}00`]) {
      expect(() => parseLicence(text), text).to.throw(InvalidArgumentError);
    }
  });
});
