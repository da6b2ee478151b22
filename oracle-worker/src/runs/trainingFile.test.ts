import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { tinyTraining } from "../testing/tinyTraining.ts";
import { readTraining, trainingFilePath, writeTraining } from "./trainingFile.ts";

describe("training file", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "assay-training-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it("reads back what it writes", async () => {
    for (const policy of ["all", "none", 3] as const) {
      const { training } = tinyTraining(directory, policy);
      await writeTraining(directory, training);
      expect(await readTraining(directory)).to.deep.equal(training);
    }
  });

  it("is refused by name when it is missing, no JSON, or holds other fields", async () => {
    await expectAssayError(() => readTraining(directory), "RunInvalid");
    await writeFile(trainingFilePath(directory), "{");
    await expectAssayError(() => readTraining(directory), "RunInvalid");
    const { training } = tinyTraining(directory);
    await writeFile(trainingFilePath(directory), JSON.stringify({ ...training, keepStates: "some", command: "rm" }));
    const { message } = await expectAssayError(() => readTraining(directory), "RunInvalid");
    expect(message).to.include("keepStates").and.to.include("command");
  });
});
