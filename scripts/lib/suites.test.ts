import { expect } from "chai";
import { suites } from "./suites.mjs";
import { testFiles } from "./testFiles.mjs";

describe("suites", () => {
  for (const [kind, ending] of [
    ["mocha", ".test.ts"],
    ["solidity", ".t.sol"],
  ] as const) {
    it(`hold every ${ending} file of the repository once`, () => {
      const inSuites = suites.flatMap((suite) => suite[kind].flatMap((path) => testFiles(path, ending)));
      expect(inSuites.sort()).to.deep.equal(testFiles(".", ending).sort());
    });
  }
});
