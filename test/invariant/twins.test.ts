import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { root } from "../../scripts/lib/root.mjs";
import { runTwins } from "./twins/runTwins.ts";
import { twins } from "./twins/twins.ts";

const MAX_LINES = 3;
/** No contract plays the bisection game. */
const NOT_OURS = [24];
/** Those of `npm test`: they compile fast. All of them run with --twins. */
const SAMPLE = [8, 14, 15];
const SAMPLE_TIMEOUT_MS = 600_000;

const lines = (text: string): number => text.split("\n").length;

describe("seeded bugs", () => {
  it("there is one against every invariant of docs/invariants.md", () => {
    const text = readFileSync(join(root, "docs", "invariants.md"), "utf8");
    const numbers = [...text.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number));
    const seeded = [...new Set(twins.map(({ invariant }) => invariant))];
    expect([...seeded, ...NOT_OURS].sort((a, b) => a - b)).to.deep.equal(numbers);
  });

  for (const { invariant, name, file, search, replace } of twins) {
    it(`${invariant}, ${name}: applies once and is small`, () => {
      expect(readFileSync(join(root, file), "utf8").split(search).length - 1).to.equal(1);
      expect(Math.max(lines(search), lines(replace))).to.be.at.most(MAX_LINES);
    });
  }

  it("a sample of them is caught", async () => {
    const results = await runTwins(twins.filter(({ invariant }) => SAMPLE.includes(invariant)));
    expect(results.length).to.equal(SAMPLE.length);
    expect(results.filter(({ caught }) => !caught)).to.deep.equal([]);
  }).timeout(SAMPLE_TIMEOUT_MS);
});
