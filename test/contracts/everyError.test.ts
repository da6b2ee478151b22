import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

const ROOT = join(import.meta.dirname, "..", "..");

function textsUnder(folder: string, extension: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(extension))
    .map((path) => readFileSync(join(ROOT, folder, path), "utf8"));
}

/** Names asserted by a test: a selector in Solidity, `revertedWithCustomError` or a decoded name in TypeScript. */
function assertedErrors(): Set<string> {
  const solidity = textsUnder("test", ".t.sol").flatMap((text) => [...text.matchAll(/\b(\w+)\.selector\b/g)]);
  const typescript = textsUnder("test", ".test.ts").flatMap((text) => [
    ...text.matchAll(/revertedWithCustomError\(\s*[^,]+,\s*"(\w+)"/g),
  ]);
  return new Set([...solidity, ...typescript].map((match) => match[1] ?? ""));
}

describe("custom errors", () => {
  const declared = textsUnder("contracts", ".sol").flatMap((text) =>
    [...text.matchAll(/^\s*error (\w+)\(/gm)].map((match) => match[1] ?? ""),
  );
  const asserted = assertedErrors();

  it("are declared once each", () => {
    expect(declared.filter((name, i) => declared.indexOf(name) !== i)).to.deep.equal([]);
  });

  for (const name of new Set(declared)) {
    it(`${name} is provoked by a test`, () => {
      expect(asserted.has(name)).to.equal(true);
    });
  }
});
