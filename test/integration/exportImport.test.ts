import { existsSync } from "node:fs";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { z } from "zod";
import type { Network } from "../../devnet/network/network.ts";
import { startNetwork } from "../../devnet/network/startNetwork.ts";
import { TENSORFLOW_FOLDER } from "../../oracle-worker/src/models/tensorflow/loadTensorflow.ts";
import { tinyCnnSpec, tinyImages } from "../../oracle-worker/src/testing/tinyRuns.ts";
import { type Outcome, runAssay } from "../utils/runAssay.ts";

const ResultSchema = z.looseObject({
  finalRoot: z.string().optional(),
  origin: z.string().optional(),
  versionId: z.number().optional(),
  proven: z.boolean().optional(),
  metrics: z.looseObject({ correct: z.number(), total: z.number() }).optional(),
  files: z.array(z.string()).optional(),
});

describe("a cnn on rows of numbers, exported and imported again", function () {
  this.timeout(180_000);

  let network: Network;
  let home: string;
  const file = (...names: string[]): string => join(network.directory, ...names);
  const run = (...args: string[]): Promise<Outcome> => runAssay(["--home", home, "--json", ...args]);

  async function succeed(...args: string[]): Promise<z.infer<typeof ResultSchema>> {
    const { exitCode, stdout, stderr } = await run(...args);
    expect(exitCode, stderr).to.equal(0);
    return ResultSchema.parse(JSON.parse(stdout));
  }

  before(async () => {
    network = await startNetwork({ workers: [] });
    home = network.homes["contributor-1"];
    await writeFile(file("images.jsonl"), tinyImages(20));
    await writeFile(file("spec.json"), JSON.stringify(tinyCnnSpec({ steps: 12, batchSize: 8 })));
    const named = ["--name", "images"];
    await succeed("dataset", "add", file("images.jsonl"), ...named, "--licence", "MIT", "--royalty-bps", "0");
    const metric = ["--metric", "accuracy", "--target-bps", "9900"];
    await succeed("benchmark", "add", file("images.jsonl"), ...named, ...metric);
    await succeed("mint", file("spec.json"));
    await succeed("train", file("spec.json"), "--out", file("run"));
  });
  after(async () => {
    await network.stop();
  });

  it("registers what it trained, with its proof", async () => {
    const version = await succeed("register", file("run"));
    expect(version).to.include({ versionId: 1, proven: true });
    expect(version.metrics?.total).to.equal(20);
  });

  for (const [format, name] of [
    ["safetensors", "model.safetensors"],
    ["model-json", "model.json"],
  ] as const) {
    it(`writes a version as ${format} and reads the same weights back`, async () => {
      const trained = await readRoot(file("run", "run.json"));
      const { files } = await succeed("export", "1", "--format", format, "--out", file(format));
      expect(files).to.include(name);
      const imported = await succeed(
        ...["import", file(format, name), "--spec", file("spec.json"), "--out", file(`${format}-run`)],
      );
      expect(imported).to.include({ finalRoot: trained, origin: "imported" });
      await succeed("export", file(`${format}-run`), "--format", format, "--out", file(`${format}-again`));
      expect(await readFile(file(`${format}-again`, name))).to.deep.equal(await readFile(file(format, name)));
    });
  }

  it("registers an import as measured, and refuses to register it as proven", async () => {
    const refused = await run("register", file("model-json-run"));
    expect(refused.exitCode).to.equal(2);
    expect(refused.stderr).to.match(/^error: the run is imported: it has no proof; register it with --no-proof/m);
    const version = await succeed("register", file("model-json-run"), "--no-proof");
    expect(version).to.include({ versionId: 2, proven: false });
    const shown = await succeed("score", "2", "--against", "1", "--data", file("images.jsonl"));
    expect(JSON.stringify(shown)).to.include('"newlyRight":0,"newlyWrong":0');
  });

  it("refuses to register a draft as proven, and takes it as measured", async () => {
    const trained = z.looseObject({}).parse(JSON.parse(await readFile(file("run", "run.json"), "utf8")));
    await writeFile(file("draft.json"), JSON.stringify({ ...trained, origin: "draft" }));
    const refused = await run("register", file("draft.json"));
    expect(refused.exitCode).to.equal(2);
    expect(refused.stderr).to.match(/^error: the run is a draft of a backend whose bits nobody can repeat: .+$/m);
    expect(await succeed("register", file("draft.json"), "--no-proof")).to.include({ proven: false });
  });

  it("says by name that tensorflow is not installed", async function () {
    if (existsSync(TENSORFLOW_FOLDER)) {
      console.log(`skipped: tensorflow is installed in ${TENSORFLOW_FOLDER}`);
      this.skip();
    }
    const { exitCode, stderr } = await run("train", file("spec.json"), "--backend", "tensorflow");
    expect(exitCode).to.equal(4);
    expect(stderr).to.match(/^error: tfjs-node is not installed; npm run setup:tensorflow .+$/m);
  });

  it("refuses files that lead elsewhere, and files of another kind", async () => {
    const spec = ["--spec", file("spec.json")];
    const folder = file("linked");
    await mkdir(folder);
    await writeFile(join(folder, "model.json"), await readFile(file("model-json", "model.json")));
    await symlink(file("spec.json"), join(folder, "group1-shard1of1.bin"));
    const linked = await run("import", join(folder, "model.json"), ...spec);
    expect(linked.exitCode).to.equal(2);
    expect(linked.stderr).to.match(/^error: .+group1-shard1of1\.bin is not a plain file; .+$/m);
    await rm(join(folder, "group1-shard1of1.bin"));
    expect((await run("import", join(folder, "model.json"), ...spec)).exitCode).to.equal(2);
    const pickle = await run("import", file("model.pkl"), ...spec);
    expect(pickle.exitCode).to.equal(2);
    expect(pickle.stderr).to.match(/^error: .+model\.pkl is neither a \.safetensors file nor a model\.json; .+$/m);
  });
});

async function readRoot(path: string): Promise<string | undefined> {
  return ResultSchema.parse(JSON.parse(await readFile(path, "utf8"))).finalRoot;
}
