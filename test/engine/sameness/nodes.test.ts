import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { expect } from "chai";
import { skip } from "../../utils/skip.ts";
import { bundleRun } from "./bundleRun.ts";
import { EXPECTED } from "./expectedHashes.ts";
import { findNode } from "./findNode.ts";
import { fullMatrix, PAIRWISE_MATRIX } from "./matrix.ts";
import { runJob } from "./runJob.ts";

/** Set by .ci/nightly. */
const isNightly = process.env.ASSAY_NIGHTLY === "1";
const RUN_LIMIT_MS = 120_000;

describe("GPT S, trained for 60 steps, ends in one state", () => {
  let bundle: { folder: string; path: string };
  before(async () => {
    bundle = await bundleRun();
  });
  after(() => rm(bundle.folder, { recursive: true }));

  for (const setting of isNightly ? fullMatrix() : PAIRWISE_MATRIX) {
    const { node: major, threads, tile, revectorize } = setting;
    it(`Node ${major}, threads: ${threads}, tile ${tile}, revectorizer ${revectorize ? "on" : "off"}`, async function () {
      this.timeout(RUN_LIMIT_MS);
      const node = await findNode(major);
      if ("reason" in node) return skip(this, node.reason);
      if (availableParallelism() < threads) return skip(this, `this machine has fewer than ${threads} processors`);
      const { steps, hash } = EXPECTED.S;
      const report = await runJob([node.path], bundle.path, { model: "S", steps, threads, tile, revectorize });
      expect(report.node).to.match(new RegExp(`^v${major}\\.`));
      expect(report.losses[1]).to.be.below(report.losses[0]);
      expect(report.hash).to.equal(hash);
    });
  }
});
