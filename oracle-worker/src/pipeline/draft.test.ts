import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { createDiskStore } from "../ipfs/createDiskStore.ts";
import { engineDigestOf, useBackend } from "../models/backend.ts";
import { loadTensorflow } from "../models/tensorflow/loadTensorflow.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { writeFakeTensorflow } from "../testing/fakeTensorflow.ts";
import { SEED, tinyImageDataset, tinyMlpSpec } from "../testing/tinyRuns.ts";
import { loadVersion } from "./loadVersion.ts";
import { type PublishedVersion, publishVersion } from "./publish.ts";
import type { RunOrigin } from "./runOrigin.ts";
import { type TrainedRun, trainVersion } from "./train.ts";

const spec = tinyMlpSpec();
const input = { spec, datasets: [tinyImageDataset()], initial: { kind: "seed", seed: SEED } } as const;

describe("a draft on another backend", () => {
  let folder: string;
  let directory: string;
  let store: ContentStore;
  let draft: TrainedRun;

  const publish = (origin: RunOrigin, isProven: boolean, run: Parameters<typeof publishVersion>[0]["run"] = draft) =>
    publishVersion({
      ...{ store, spec, run, origin, isProven },
      metrics: { correct: 9, total: 10 },
      pipelineId: 3,
      contributor: `0x${"aB".repeat(20)}`,
      dataStatement: "Ten images.",
    });
  const cardOf = async ({ manifest }: PublishedVersion): Promise<string> =>
    new TextDecoder().decode(await store.fetchArtefact(manifest.card, { maxBytes: 10_000 }));

  before(async () => {
    await useBackend("cpu");
    folder = await writeFakeTensorflow();
    loadTensorflow(folder);
    directory = await mkdtemp(join(tmpdir(), "assay-"));
    store = await createDiskStore({ directory });
    draft = await trainVersion({ ...input, backend: "tensorflow" });
  });
  after(async () => {
    await store.close();
    await useBackend("cpu");
    tf.removeBackend("tensorflow");
    for (const path of [folder, directory]) await rm(path, { recursive: true });
  });

  it("is trained there, and names it", async () => {
    expect(draft.engineDigest).to.equal(await engineDigestOf("tensorflow"));
    const proven = await trainVersion(input);
    expect(proven.engineDigest).to.equal(await engineDigestOf("assay"));
    expect(proven.initRoot).to.equal(draft.initRoot);
    const [ours = 0, theirs = 1] = [proven, draft].map(({ checkpoints }) => checkpoints.at(-1)?.loss);
    expect(Math.abs(ours - theirs)).to.be.below(1e-4);
  });

  it("is published as measured, never as proven, and its card says so", async () => {
    await expectAssayError(() => publish("draft", true), "RunUnprovable");
    const published = await publish("draft", false);
    expect(published.proof).to.equal(null);
    expect(await cardOf(published)).to.include("nobody can repeat");
  });

  it("like what was imported, which has neither log nor checkpoints", async () => {
    const imported = { weights: draft.weights };
    await expectAssayError(() => publish("imported", true, imported), "RunUnprovable");
    const published = await publish("imported", false, imported);
    const { manifest } = published;
    expect([manifest.log, manifest.checkpoints, manifest.leaves].map(({ bytes }) => bytes)).to.deep.equal([0, 0, 0]);
    expect(await cardOf(published)).to.include("weights imported");
    const version = await loadVersion({ store, manifestDigest: published.manifestArtefact.sha256 });
    expect(version.weights).to.deep.equal(draft.weights);
  });
});
