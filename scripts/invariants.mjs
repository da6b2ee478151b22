// npm run test:invariants: the suite of the invariants; with --twins, whether it catches seeded bugs.
import { runChild } from "./lib/runChild.mjs";
import { setup } from "./lib/setup.mjs";

const args = process.argv.slice(2);
await setup();
process.exitCode = args.includes("--twins")
  ? await runChild("test/invariant/twins/main.ts", args)
  : await runChild("scripts/test.mjs", ["invariants", ...args]);
