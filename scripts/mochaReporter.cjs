const { writeFileSync } = require("node:fs");
const { Runner, reporters } = require("mocha");

/** Whatever still runs this long after the last test was left open by one. */
const LEFTOVER_MS = 20_000;

/**
 * Mocha's usual output, with a reason beside each skipped test (`this.skipReason`) and the counts in the file
 * ASSAY_TEST_COUNTS. A promise rejected with nobody to see it fails the run, and so does anything left open.
 */
class MochaReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } = Runner.constants;
    const save = () => writeFileSync(process.env.ASSAY_TEST_COUNTS, JSON.stringify(counts));
    const fail = (...words) => {
      console.error(...words);
      counts.failed++;
      save();
    };
    runner.on(EVENT_TEST_PASS, () => counts.passed++);
    runner.on(EVENT_TEST_FAIL, () => counts.failed++);
    runner.on(EVENT_TEST_PENDING, (test) => {
      counts.skipped++;
      reporters.Base.consoleLog(`      skipped: ${test.ctx?.skipReason ?? "no reason given"}`);
    });
    const seen = new Set(); // Mocha emits each one a second time.
    process.on("unhandledRejection", (reason, promise) => {
      if (!seen.has(promise)) fail("Unhandled rejection:", reason);
      seen.add(promise);
    });
    runner.once(EVENT_RUN_END, () => {
      save();
      setTimeout(() => {
        fail(`Tests left something open: ${process.getActiveResourcesInfo().join(", ")}`);
        process.exit();
      }, LEFTOVER_MS).unref();
    });
  }
}

module.exports = MochaReporter;
