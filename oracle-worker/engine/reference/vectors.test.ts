import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { cases } from "./cases/index.mjs";
import { kernels } from "./kernels/index.mjs";
import { stepFile, vectorsFile } from "./writeVectors.mjs";

const FOLDER = new URL("../vectors/", import.meta.url);

describe("conformance vectors in the reference", () => {
  it("cover every operation that the reference computes", () => {
    expect(Object.keys(cases).sort()).to.deep.equal(Object.keys(kernels).sort());
    const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
    expect(files.sort()).to.deep.equal(
      Object.keys(kernels)
        .map((operation) => `${operation}.json`)
        .sort(),
    );
  });

  it("are what the reference computes from their inputs", () => {
    for (const operation of Object.keys(cases)) {
      const committed = readFileSync(new URL(`${operation}.json`, FOLDER), "utf8");
      expect(
        committed === vectorsFile(operation),
        `${operation}: run writeVectors.mjs, and look at what changed`,
      ).to.equal(true);
    }
  });

  it("hold a whole training step of a GPT", () => {
    expect(readFileSync(new URL("steps/gpt.json", FOLDER), "utf8")).to.equal(stepFile());
  });
});
