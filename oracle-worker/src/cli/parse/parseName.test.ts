import { expect } from "chai";
import { InvalidArgumentError } from "commander";
import { parseName } from "./parseName.ts";

describe("parseName (L-13)", () => {
  it("counts bytes of UTF-8", () => {
    for (const text of ["a", "é".repeat(32)]) expect(parseName(text)).to.equal(text);
    for (const text of ["", "a".repeat(65), `${"é".repeat(32)}a`]) {
      expect(() => parseName(text), text).to.throw(InvalidArgumentError);
    }
  });
});
