import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { runAssay } from "../utils/runAssay.ts";
import { snapshotFiles } from "../utils/snapshotFiles.ts";
import { type BadInputFixture, createBadInputFixture } from "./badInputFixture.ts";

type Row = {
  what: string;
  home?: (f: BadInputFixture) => string;
  args: (f: BadInputFixture) => string[];
  exitCode: number;
  stderr: RegExp;
};

/** What users give that cannot work: the command, its exit code, its one line on stderr. */
const TABLE: Row[] = [
  {
    what: "a wrong CID",
    args: ({ file }) => ["register", file("wrong-cid.json")],
    exitCode: 5,
    stderr: /^error: \w+ has not the length and digest that its manifest names; .+$/m,
  },
  {
    what: "a truncated artefact",
    args: ({ file }) => ["register", file("truncated.json")],
    exitCode: 5,
    stderr: /^error: weights .+; weights are a safetensors file .+$/m,
  },
  {
    what: "NaN metrics",
    args: ({ nanMetrics, file }) => ["score", nanMetrics, "--data", file("rows.jsonl")],
    exitCode: 5,
    stderr: /^error: metrics file is not JSON: .+; .+$/m,
  },
  {
    what: "correct > total",
    args: ({ impossibleMetrics, file }) => ["score", impossibleMetrics, "--data", file("rows.jsonl")],
    exitCode: 5,
    stderr: /^error: metrics file correct: must be at most total; .+$/m,
  },
  {
    what: "an unknown dataset",
    args: ({ file }) => ["mint", file("unknown-dataset.json")],
    exitCode: 6,
    stderr: /^error: DatasetRegistryUnknownDataset\(datasetId=99\); check the id, .+$/m,
  },
  {
    what: "an unknown version",
    args: () => ["show", "77"],
    exitCode: 6,
    stderr: /^error: PipelineRegistryUnknownVersion\(versionId=77\); check the id, .+$/m,
  },
  {
    what: "an unfunded wallet",
    home: ({ poor }) => poor,
    args: ({ file }) => ["mint", file("spec.json")],
    exitCode: 7,
    stderr: /^error: the account cannot pay for this transaction; send it some .+$/m,
  },
  {
    what: "a port the user asked for that is taken",
    args: ({ takenPort }) => ["gateway", "--port", takenPort],
    exitCode: 2,
    stderr: /^error: 127\.0\.0\.1:\d+ is taken by another program; choose another port, .+$/m,
  },
  {
    what: "a dead RPC",
    home: ({ deaf }) => deaf,
    args: () => ["quote", "1"],
    exitCode: 4,
    stderr: /^error: the RPC cannot be reached; check rpcUrl .+$/m,
  },
  {
    what: "a spec with an unknown field",
    args: ({ file }) => ["mint", file("unknown-field.json")],
    exitCode: 2,
    stderr: /^error: spec .*learningRates.*; .+$/m,
  },
  {
    what: "a non-text file",
    args: ({ file }) => [
      "dataset",
      "add",
      file("photo.txt"),
      "--name",
      "photo",
      "--licence",
      "MIT",
      "--royalty-bps",
      "0",
    ],
    exitCode: 2,
    stderr: /^error: photo\.txt is not UTF-8 text.*; .+$/m,
  },
  {
    what: "a version that is not for sale",
    args: () => ["buy", "1"],
    exitCode: 3,
    stderr: /^error: the chain refused: Market\w+\(.*versionId=1.*\); .+$/m,
  },
  {
    what: "a home without configuration",
    home: ({ bare }) => bare,
    args: () => ["account"],
    exitCode: 2,
    stderr: /^error: cannot read .+assay\.json; run assay init there, .+$/m,
  },
  {
    what: "a missing option",
    args: () => ["stake"],
    exitCode: 2,
    stderr: /^error: required option '--endpoint <url>' not specified; run assay --help, .+$/m,
  },
];

describe("bad input: one line, one exit code, nothing left behind", () => {
  let fixture: BadInputFixture;

  before(async function () {
    this.timeout(180_000);
    fixture = await createBadInputFixture();
  });
  after(async function () {
    this.timeout(30_000);
    await fixture.close();
  });

  for (const { what, home, args, exitCode, stderr } of TABLE) {
    it(`${what}: exit code ${String(exitCode)}`, async function () {
      this.timeout(60_000);
      const before = await snapshotFiles(fixture.network.directory);
      const outcome = await runAssay([
        "--home",
        (home ?? (({ home: own }) => own))(fixture),
        "--json",
        ...args(fixture),
      ]);
      expect(outcome.stderr).to.match(stderr);
      expect(outcome.stderr.match(/^error: /gm), outcome.stderr).to.have.length(1);
      expect(outcome.exitCode, outcome.stderr).to.equal(exitCode);
      expect(outcome.stdout).to.equal("");
      expect(await snapshotFiles(fixture.network.directory)).to.deep.equal(before);
    });
  }

  it("Ctrl-C while training: exit code 130, no run, no block, no temporary file", async function () {
    this.timeout(60_000);
    const before = await snapshotFiles(fixture.network.directory);
    let isInterrupted = false;
    const args = ["--home", fixture.home, "train", fixture.file("long.json"), "--pipeline", "1"];
    const { exitCode, stderr } = await runAssay(args, (text, interrupt) => {
      if (isInterrupted || !text.includes("training")) return;
      isInterrupted = true;
      interrupt();
    });
    expect(exitCode, stderr).to.equal(130);
    expect(stderr).to.match(/^error: training stopped after \d+ of 1000000 steps; .+$/m);
    expect(await snapshotFiles(fixture.network.directory)).to.deep.equal(before);
  });
});
