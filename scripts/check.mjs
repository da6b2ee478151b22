// npm run check: format, build, generated files, sizes, types, lint, gas. Runs every step, whatever fails before it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { contractSizes, MAX_CODE_BYTES } from "./lib/contractSizes.mjs";
import { childEnvironment, findPinnedNode } from "./lib/pinnedNode.mjs";
import { root } from "./lib/root.mjs";
import { runQuietly } from "./lib/runQuietly.mjs";
import { setup } from "./lib/setup.mjs";
import { solidityProblems } from "./lib/solidityProblems.mjs";

const HARDHAT = "node_modules/hardhat/dist/src/cli.js";
const SOLHINT = ["--disc", "--noPoster", "--formatter", "json", "contracts/**/*.sol", "test/**/*.sol"];
const GENERATED = [{ script: "scripts/writeCliDocs.ts", file: "docs/cli.md" }];

/** Runs a script under the pinned Node. @returns whether it succeeded, and its output */
async function run(script, ...args) {
  const flags = ["--disable-warning=ExperimentalWarning", ...(script.endsWith(".ts") ? ["--import", "tsx"] : [])];
  const options = { cwd: root, env: childEnvironment(root) };
  const { code, output } = await runQuietly(findPinnedNode(root), [...flags, script, ...args], options);
  return { ok: code === 0, output };
}

async function build() {
  const { ok, output } = await run(HARDHAT, "build", "--force", "--no-tests");
  return { ok: ok && !/^Warning\b/m.test(output), output };
}

async function generated() {
  const stale = [];
  for (const { script, file } of GENERATED) {
    const before = readFileSync(join(root, file), "utf8");
    const { ok, output } = await run(script);
    if (!ok) stale.push(output);
    else if (readFileSync(join(root, file), "utf8") !== before)
      stale.push(`${file} was out of date: ${script} wrote it anew`);
  }
  return { ok: stale.length === 0, output: stale.join("\n") };
}

function sizes() {
  const rows = contractSizes(join(root, "artifacts", "contracts"));
  const table = rows.map(({ name, bytes }) => {
    const verdict = bytes > MAX_CODE_BYTES ? `${bytes - MAX_CODE_BYTES} too many` : `${MAX_CODE_BYTES - bytes} left`;
    return `       ${name.padEnd(24)}${String(bytes).padStart(7)} bytes ${verdict.padStart(16)}`;
  });
  const ok = rows.length > 0 && rows.every(({ bytes }) => bytes <= MAX_CODE_BYTES);
  return { ok, output: table.join("\n"), isShown: true };
}

async function lintSolidity() {
  const { output } = await run("node_modules/solhint/solhint.js", ...SOLHINT);
  const problems = solidityProblems(output);
  return { ok: problems.length === 0, output: problems.join("\n") };
}

const steps = {
  format: () => run("node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."),
  build,
  "generated files": generated,
  sizes,
  types: () => run("node_modules/typescript/bin/tsc", "--noEmit"),
  "lint TypeScript": () => run("node_modules/eslint/bin/eslint.js", "--max-warnings", "0", "."),
  "lint Solidity": lintSolidity,
};
if (existsSync(join(root, ".gas-snapshot"))) {
  steps.gas = () => run(HARDHAT, "test", "solidity", "--snapshot-check");
}

await setup();
let failures = 0;
for (const [name, step] of Object.entries(steps)) {
  const start = Date.now();
  const { ok, output, isShown } = await step();
  console.log(`${ok ? "ok    " : "FAILED"} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  if (!ok) console.log(`${output.trim()}\n`);
  else if (isShown) console.log(output);
  failures += ok ? 0 : 1;
}
console.log(failures === 0 ? "check passed" : `check failed: ${failures} of ${Object.keys(steps).length} steps`);
process.exitCode = failures === 0 ? 0 : 1;
