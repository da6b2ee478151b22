import { rm } from "node:fs/promises";
import { expect } from "chai";
import { findOnPath } from "../../utils/findOnPath.ts";
import { skip } from "../../utils/skip.ts";
import { bundleRun } from "./bundleRun.ts";
import { EXPECTED } from "./expectedHashes.ts";
import type { GptName } from "./gptModels.ts";
import { installNode } from "./installNode.ts";
import { runJob } from "./runJob.ts";

const EMULATOR = "qemu-aarch64-static";
/** Debian's libraries for arm64 (libc6-arm64-cross, libstdc++6-arm64-cross). */
const LIBRARIES = "/usr/aarch64-linux-gnu";
const RUN_LIMIT_MS = 1_800_000;
type Run = { readonly model: GptName; readonly threads: number; readonly isNightly: boolean };
const RUNS: readonly Run[] = [
  { model: "tiny", threads: 1, isNightly: false },
  { model: "tiny", threads: 2, isNightly: false },
  { model: "S", threads: 1, isNightly: true },
];

describe("A GPT trained on an emulated arm64 processor ends in the same state", () => {
  for (const { model, threads, isNightly } of RUNS) {
    if (isNightly && process.env.ASSAY_NIGHTLY !== "1") continue;
    it(`${model}, threads: ${threads}`, async function () {
      this.timeout(RUN_LIMIT_MS);
      const emulator = findOnPath(EMULATOR);
      if (emulator === null) return skip(this, `${EMULATOR} is not installed`);
      const node = await installNode(24, "arm64");
      if ("reason" in node) return skip(this, node.reason);
      const bundle = await bundleRun();
      try {
        const { steps, hash } = EXPECTED[model];
        const command = [emulator, "-L", LIBRARIES, node.path];
        const report = await runJob(command, bundle.path, { model, steps, threads, tile: "5x8", revectorize: false });
        expect(report.arch).to.equal("arm64");
        expect(report.hash).to.equal(hash);
      } finally {
        await rm(bundle.folder, { recursive: true });
      }
    });
  }
});
