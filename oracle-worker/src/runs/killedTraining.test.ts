import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { trainingFilePath } from "./trainingFile.ts";

const MODULE = fileURLToPath(new URL("../testing/trainProcess.ts", import.meta.url));

type Ended = { lines: string[]; wasKilled: boolean };

/** Trains or resumes in a process of its own, killed with SIGKILL as soon as it has printed a line. */
async function train(directory: string, killAt?: string): Promise<Ended> {
  const args = ["--disable-warning=ExperimentalWarning", "--import", "tsx", MODULE, directory];
  if (killAt !== undefined) args.push("linger");
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    if (killAt !== undefined && output.includes(`${killAt}\n`)) child.kill("SIGKILL");
  });
  const wasKilled = await new Promise<boolean>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (_code, signal) => resolve(signal === "SIGKILL"));
  });
  return { lines: output.trimEnd().split("\n"), wasKilled };
}

/** The digests that a training prints at its end. */
const digestsOf = ({ lines }: Ended): string | undefined => lines.at(-1);

describe("a training killed with SIGKILL", function () {
  this.timeout(120_000);

  let root: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), "assay-killed-"));
  });
  after(() => rm(root, { recursive: true }));

  it("again and again, before, at and between checkpoints, and resumed, ends in the same bits", async () => {
    const expected = digestsOf(await train(join(root, "whole")));
    const directory = join(root, "killed");
    // Checkpoints are 4 steps apart, and written while the next steps are taken.
    const kills = ["step 2", "step 4", "step 9", "step 20", "step 21", "step 34", "step 46"];
    const resumedFrom: number[] = [];
    for (const at of kills) {
      const killed = await train(directory, at);
      expect(killed.wasKilled, at).to.equal(true);
      const from = killed.lines.map((line) => /^going on after step (\d+)$/.exec(line)?.[1]).find(Boolean);
      if (from !== undefined) resumedFrom.push(Number(from));
    }
    expect(resumedFrom.length).to.be.above(3);
    expect(resumedFrom.every((step) => step % 4 === 0 || step === 46)).to.equal(true);
    expect(resumedFrom).to.deep.equal([...resumedFrom].sort((a, b) => a - b));
    expect(existsSync(trainingFilePath(directory))).to.equal(true);
    const last = await train(directory);
    expect(last.wasKilled).to.equal(false);
    expect(digestsOf(last)).to.equal(expected);
  });
});
