import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { describe, it } from "mocha";

const PRELOAD = fileURLToPath(new URL("../utils/listModules.mjs", import.meta.url));
const ASSAY = fileURLToPath(new URL("../../oracle-worker/bin/assay.mjs", import.meta.url));

/** Modules that a command loads before it misses its home's configuration, or prints its help. */
function modulesOf(...args: string[]): string {
  const { stderr } = spawnSync(process.execPath, ["--import", PRELOAD, ASSAY, "--home", "/nowhere", ...args], {
    encoding: "utf8",
  });
  return /^loaded (.+)$/m.exec(stderr)?.[1] ?? "";
}

describe("light commands start light", () => {
  for (const command of [
    ["quote", "1"],
    ["buy", "1"],
    ["account"],
    ["leaderboard"],
    ["price", "1", "--floor", "1gwei", "--cap", "1gwei"],
  ]) {
    it(`${command[0] ?? ""} loads neither tensors nor the content store`, function () {
      this.timeout(20_000);
      const modules = modulesOf(...command);
      expect(modules).to.include("/ethers/");
      expect(modules).to.not.match(/@tensorflow|blockstore|ipfs-unixfs|hono|prom-client|csv-parse/);
    });
  }

  it("help loads no chain either", function () {
    this.timeout(20_000);
    const modules = modulesOf("--help");
    expect(modules).to.include("commander");
    expect(modules).to.not.match(/node_modules\/(?:ethers|zod)\//);
  });
});
