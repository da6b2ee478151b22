// npm test: node scripts/test.mjs [suite or file ...] [options of mocha]. Runs every suite, whatever fails before it.
// The last line is `N passed, N failed, N skipped`.
import { runTests } from "./lib/runTests.mjs";
import { setup } from "./lib/setup.mjs";
import { suites } from "./lib/suites.mjs";

const firstOption = process.argv.findIndex((arg, i) => i > 1 && arg.startsWith("-"));
const names = process.argv.slice(2, firstOption < 0 ? undefined : firstOption);
const mochaArgs = firstOption < 0 ? [] : process.argv.slice(firstOption);
const toSuite = (name) => suites.find((suite) => suite.name === name) ?? { name, solidity: [name], mocha: [name] };

await setup();
const total = { passed: 0, failed: 0, skipped: 0 };
for (const suite of names.length === 0 ? suites : names.map(toSuite)) {
  console.log(`\n== ${suite.name}`);
  const { passed, failed, skipped } = await runTests(suite, mochaArgs);
  const isEmpty = passed + failed + skipped === 0;
  if (isEmpty) console.log(`No test ran: ${suite.name} has none, or none that matches.`);
  total.passed += passed;
  total.failed += isEmpty ? 1 : failed;
  total.skipped += skipped;
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
