// npm run test:invariants -- --twins [--json]: seeds each known bug into a copy of the contracts and runs the test that must
// catch it. With --json, stdout holds nothing but the results. --only N runs the twins of invariant N.
import { parseArgs } from "node:util";

import { runTwins } from "./runTwins.ts";
import type { TwinResult } from "./twin.ts";
import { twins } from "./twins.ts";

function line({ invariant, twin, caught, calls }: TwinResult): string {
  const verdict = caught ? `caught after ${calls} ${calls === 1 ? "call" : "calls"}` : "NOT CAUGHT";
  return `${String(invariant).padStart(3)}  ${twin.padEnd(64)} ${verdict}`;
}

const { values } = parseArgs({
  options: { twins: { type: "boolean" }, json: { type: "boolean" }, only: { type: "string" } },
});
const chosen = twins.filter(({ invariant }) => values.only === undefined || invariant === Number(values.only));
let done = 0;
const results = await runTwins(chosen, (result) => {
  done += 1;
  process.stderr.write(`[${done}/${chosen.length}] ${line(result)}\n`);
});
if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
else process.stdout.write(`${results.map(line).join("\n")}\n`);
process.exitCode = results.length > 0 && results.every(({ caught }) => caught) ? 0 : 1;
