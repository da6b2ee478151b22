// npm run test:nightly: the handlers' invariants at 1,000 runs of 50 calls, every fuzz test at 10,000 runs, then all seeded bugs.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../../scripts/lib/root.mjs";
import { testFiles } from "../../scripts/lib/testFiles.mjs";
import { runInCopy } from "./twins/runInCopy.ts";
import { runTwins } from "./twins/runTwins.ts";
import { twins } from "./twins/twins.ts";

const INVARIANT_RUNS = 1000;
const INVARIANT_DEPTH = 50;
const FUZZ_RUNS = 10_000;

function replace(path: string, replacements: readonly (readonly [RegExp, string])[]): void {
  const before = readFileSync(path, "utf8");
  const after = replacements.reduce((text, [pattern, value]) => text.replaceAll(pattern, value), before);
  writeFileSync(path, after);
}

const files = testFiles("test/contracts", ".t.sol");
const outcomes = await runInCopy(
  root,
  (folder) => {
    for (const file of files) {
      replace(join(folder, file), [
        [/(hardhat-config: invariant\.runs =) \d+/g, `$1 ${INVARIANT_RUNS}`],
        [/(hardhat-config: invariant\.depth =) \d+/g, `$1 ${INVARIANT_DEPTH}`],
      ]);
    }
    replace(join(folder, "hardhat.config.ts"), [[/(fuzz: \{ runs:) \d+/g, `$1 ${FUZZ_RUNS}`]]);
  },
  files,
  "^(invariant_|testFuzz_)",
);
for (const { name, passed, reason, calls } of outcomes) {
  console.log(`${passed ? "ok    " : "FAILED"} ${String(calls).padStart(7)} calls  ${name} ${reason}`);
}

const results = await runTwins(twins, ({ invariant, twin, caught, calls }) =>
  console.log(`${caught ? "caught" : "FAILED"} ${String(calls).padStart(7)} calls  ${invariant}: ${twin}`),
);
const isGood = outcomes.every(({ passed }) => passed) && results.every(({ caught }) => caught);
process.exitCode = isGood ? 0 : 1;
