import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { canonicalJson } from "../core/canonicalJson.ts";
import { sha256, toHex, type Hex } from "../core/sha256.ts";
import type { ErrorCode } from "../errors.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { createDiskStore } from "../ipfs/createDiskStore.ts";
import { encodeSafetensors } from "../models/safetensors.ts";
import { encodeCheckpoints } from "../proof/checkpoints.ts";
import type { TrainingProof } from "../proof/trainingProof.ts";
import { weightsRoot } from "../proof/weightsRoot.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { SEED, tinyClassifierSpec, tinyRowDataset } from "../testing/tinyRuns.ts";
import { loadVersion } from "./loadVersion.ts";
import type { VersionManifest } from "./manifests.ts";
import { type PublishedVersion, publishVersion } from "./publish.ts";
import { type TrainedRun, trainVersion } from "./train.ts";

const spec = tinyClassifierSpec();

describe("publishVersion and loadVersion (F-6)", function () {
  this.timeout(60_000);

  let directory: string;
  let store: ContentStore;
  let run: TrainedRun;
  let published: PublishedVersion;

  const publish = (isProven: boolean): Promise<PublishedVersion> =>
    publishVersion({
      store,
      spec,
      run,
      metrics: { correct: 9, total: 10 },
      pipelineId: 3,
      contributor: `0x${"aB".repeat(20)}`,
      dataStatement: "Ten rows.",
      isProven,
    });

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "assay-"));
    store = await createDiskStore({ directory });
    run = await trainVersion({ spec, datasets: [tinyRowDataset()], initial: { kind: "seed", seed: SEED } });
    published = await publish(true);
  });

  after(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  it("load what was published", async () => {
    const { manifest, manifestArtefact, proof } = published;
    const version = await loadVersion({ store, manifestDigest: manifestArtefact.sha256 });
    expect(version.manifest).to.deep.equal(manifest);
    expect(version.manifest.contributor).to.equal(`0x${"ab".repeat(20)}`);
    expect(version.manifest.proof).to.deep.equal(proof);
    expect(version.spec).to.deep.equal(spec);
    expect(version.metrics).to.deep.equal({ schema: "assay/metrics@1", benchmarkId: 1, correct: 9, total: 10 });
    expect(weightsRoot(version.weights)).to.equal(run.finalRoot);
    expect(proof?.metricsDigest).to.equal(manifest.metrics.sha256);
    const card = new TextDecoder().decode(await store.fetchArtefact(manifest.card, { maxBytes: 10_000 }));
    expect(card).to.include("# Tiny").and.to.include("9 of 10").and.to.include("Ten rows.");
  });

  it("load a version without a proof (L-6)", async () => {
    const { manifestArtefact, proof } = await publish(false);
    expect(proof).to.equal(null);
    expect((await loadVersion({ store, manifestDigest: manifestArtefact.sha256 })).manifest.proof).to.equal(null);
  });

  /** Publishes a changed manifest and expects its loading to fail; gives the message. */
  async function loadFails(change: Partial<VersionManifest> | object, code: ErrorCode): Promise<string> {
    const { sha256: manifestDigest } = await store.putBlock(canonicalJson({ ...published.manifest, ...change }));
    return (await expectAssayError(() => loadVersion({ store, manifestDigest }), code)).message;
  }

  const proofWith = (change: Partial<TrainingProof>): object => ({ proof: { ...published.manifest.proof, ...change } });
  const OTHER: Hex = `0x${"0d".repeat(32)}`;

  for (const field of ["finalRoot", "metricsDigest", "logHead", "checkpointsRoot"] as const) {
    it(`refuse a proof whose ${field} is not that of the files (P)`, async () => {
      expect(await loadFails(proofWith({ [field]: OTHER }), "ProofMismatch")).to.include(field);
    });
  }

  it("refuse a proof with another number of steps, or another configuration than its log (P-4)", async () => {
    expect(await loadFails(proofWith({ steps: 7 }), "ProofMismatch")).to.include("steps");
    expect(await loadFails(proofWith({ configDigest: OTHER }), "ProofMismatch")).to.include("logHead");
    const short = run.checkpoints.slice(0, 1);
    const checkpoints = await store.put(encodeCheckpoints(short));
    expect(await loadFails({ checkpoints }, "ProofMismatch")).to.include("steps of the checkpoints");
  });

  it("refuse weights with one bit changed (P-2)", async () => {
    const file = encodeSafetensors(run.weights);
    file[file.length - 4] = (file[file.length - 4] ?? 0) ^ 1;
    expect(await loadFails({ weights: await store.put(file) }, "ProofMismatch")).to.include("finalRoot");
  });

  it("refuse weights of another architecture, broken weights, and more than the architecture needs, unfetched", async () => {
    const other = new Map([...run.weights].slice(1));
    await loadFails({ weights: await store.put(encodeSafetensors(other)) }, "ArchitectureMismatch");
    await loadFails({ weights: await store.put(new Uint8Array(100)) }, "WeightsInvalid");
    const claimed = { ...published.manifest.weights, bytes: 2 ** 40 };
    expect(await loadFails({ weights: claimed }, "ContentTooLarge")).to.include(String(2 ** 40));
    await loadFails({ spec: { ...published.manifest.spec, bytes: 2 ** 30 } }, "ContentTooLarge");
  });

  it("refuse a manifest that disagrees with its spec or metrics", async () => {
    expect(await loadFails({ userSeed: "8" }, "ManifestInvalid")).to.include("userSeed");
    expect(await loadFails({ licence: "GPL-3.0" }, "ManifestInvalid")).to.include("licence");
    const metrics = await store.putBlock(
      canonicalJson({ schema: "assay/metrics@1", benchmarkId: 2, correct: 9, total: 10 }),
    );
    expect(await loadFails({ metrics }, "MetricsInvalid")).to.include("benchmark 2");
  });

  it("refuse fields that are not F-6's, by name, and documents of another kind", async () => {
    expect(await loadFails({ code: "import os" }, "ManifestInvalid")).to.include("code");
    expect(await loadFails({ pipelineId: 0 }, "ManifestInvalid")).to.include("pipelineId");
    await loadFails({ spec: published.manifest.metrics }, "SpecInvalid");
    await loadFails({ metrics: published.manifest.spec }, "MetricsInvalid");
    await loadFails({ checkpoints: published.manifest.metrics }, "ManifestInvalid");
  });

  it("fail by name when the manifest is nowhere", async () => {
    const manifestDigest = toHex(sha256(new TextEncoder().encode("nobody published this")));
    await expectAssayError(() => loadVersion({ store, manifestDigest }), "ContentUnavailable");
  });

  it("do not publish what could not be loaded", async () => {
    const metrics = { correct: 11, total: 10 };
    const input = {
      store,
      spec,
      run,
      metrics,
      pipelineId: 3,
      contributor: `0x${"ab".repeat(20)}`,
      dataStatement: "",
      isProven: true,
    };
    await expectAssayError(() => publishVersion(input), "MetricsInvalid");
    await expectAssayError(
      () => publishVersion({ ...input, metrics: { correct: 1, total: 2 }, pipelineId: 0 }),
      "ManifestInvalid",
    );
    await expectAssayError(
      () => publishVersion({ ...input, metrics: { correct: 1, total: 2 }, contributor: "0x12" }),
      "ManifestInvalid",
    );
  });
});
