import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Hex } from "../core/sha256.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { createDiskStore } from "../ipfs/createDiskStore.ts";
import { encodeSafetensors } from "../models/safetensors.ts";
import { initialWeights } from "../models/initialWeights.ts";
import type { SegmentChoice } from "../proof/chooseSegments.ts";
import { configDigest } from "../proof/configDigest.ts";
import { leavesOf, rootOfLeaves } from "../proof/leaves.ts";
import { decodeLog } from "../proof/lossLog.ts";
import { decodeStateLeaves, encodeStateLeaves } from "../proof/stateLeaves.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { flipBit } from "../testing/flipBit.ts";
import { type FullRun, publishRun, trainWithStates, withConsistentDigests, withState } from "../testing/provenRun.ts";
import {
  datasetOf,
  OTHER_SEED,
  SEED,
  TINY_TEXT,
  tinyClassifierSpec,
  tinyCnnSpec,
  tinyGptSpec,
  tinyImageDataset,
  tinyMlpSpec,
  tinyRowDataset,
  tinyRows,
  tinyTextDataset,
} from "../testing/tinyRuns.ts";
import { createBatches } from "./batches.ts";
import type { Spec } from "./spec.ts";
import type { InitialState } from "./startingWeights.ts";
import { type TrainInput, trainVersion } from "./train.ts";
import { trainingExamples } from "./trainingExamples.ts";
import { type Verification, verifyTraining } from "./verifyTraining.ts";

const ALL: SegmentChoice = { kind: "all" };
const one = (segment: number): SegmentChoice => ({ kind: "one", segment });

/** Three segments: 4, 4 and 2 steps. */
const spec = tinyGptSpec({ steps: 10 });
const honest: TrainInput = { spec, datasets: [tinyTextDataset()], initial: { kind: "seed", seed: SEED } };

describe("verifyTraining", function () {
  this.timeout(60_000);

  let directory: string;
  let store: ContentStore;
  let trained: Awaited<ReturnType<typeof trainWithStates>>;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "assay-verify-"));
    store = await createDiskStore({ directory });
    trained = await trainWithStates(honest);
  });
  after(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  type Published = FullRun & { spec?: Spec; published?: readonly number[]; engineDigest?: Hex };

  /** Publishes a run, and verifies it as who knows only the chain: true spec, seed, parent and data. */
  async function verify(
    published: Published,
    choice: SegmentChoice,
    truth: { datasets?: TrainInput["datasets"]; initial?: InitialState } = {},
  ): Promise<Verification & { notes: string[] }> {
    const { version, proof } = await publishRun(store, { spec, published: [1, 2], ...published });
    const notes: string[] = [];
    const { datasets, initial } = { ...honest, ...truth };
    const note = (text: string): void => void notes.push(text);
    return { ...(await verifyTraining({ store, version, proof, initial, datasets, choice, note })), notes };
  }

  describe("an honest run", () => {
    it("is verified whole, and says what that cost", async () => {
      const result = await verify(trained, ALL);
      expect(result.contradiction).to.equal(undefined);
      expect(result).to.deep.include({ segments: 3, chosen: [1, 2, 3], stepsExecuted: 10, steps: 10 });
    });

    it("is verified segment by segment from its published states, at the segment's own cost", async () => {
      for (const [segment, from, to] of [[1, 0, 4] as const, [2, 4, 8] as const, [3, 8, 10] as const]) {
        const result = await verify(trained, one(segment));
        expect(result.contradiction).to.equal(undefined);
        expect(result.replays).to.deep.equal([{ from, to }]);
        expect(result.stepsExecuted).to.equal(to - from);
      }
    });

    it("without published states is re-executed from the start; with some, from the nearest", async () => {
      expect((await verify({ ...trained, published: [] }, one(3))).replays).to.deep.equal([{ from: 0, to: 10 }]);
      expect((await verify({ ...trained, published: [1] }, one(3))).replays).to.deep.equal([{ from: 4, to: 10 }]);
    });

    it("is verified from an earlier state when one is published but cannot be had, and says so", async () => {
      const elsewhere = await createDiskStore({ directory: join(directory, "elsewhere") });
      const state = await elsewhere.put(encodeSafetensors(trained.states[1] ?? new Map()));
      const checkpoints = trained.run.checkpoints.map((checkpoint, i) =>
        i === 1 ? { ...checkpoint, state } : checkpoint,
      );
      // Other moments under the same artefacts would be found in the store: only this one is not.
      const fresh = await createDiskStore({ directory: join(directory, "fresh") });
      const run = { ...trained.run, checkpoints };
      const { version, proof } = await publishRun(fresh, { spec, run, states: trained.states, published: [1] });
      const notes: string[] = [];
      const named = { ...version, checkpoints: version.checkpoints.map((c, i) => (i === 1 ? { ...c, state } : c)) };
      const result = await verifyTraining({
        store: fresh,
        version: named,
        proof,
        ...honest,
        choice: one(3),
        note: (text) => notes.push(text),
      });
      expect(result.contradiction).to.equal(undefined);
      expect(result.replays).to.deep.equal([{ from: 4, to: 10 }]);
      expect(notes[0]).to.match(/^the state at step 8 is published, but cannot be had/);
    });

    it("repeats a random choice by its seed", async () => {
      const choose = (seed: string): Promise<Verification> => verify(trained, { kind: "random", count: 2, seed });
      const [first, again] = [await choose("a"), await choose("a")];
      expect(first.chosen).to.have.length(2);
      expect(again.chosen).to.deep.equal(first.chosen);
      expect(first.contradiction).to.equal(undefined);
    });

    for (const [name, ownSpec, dataset] of [
      ["textClassifier", tinyClassifierSpec({ optimizer: { kind: "sgd" } }), tinyRowDataset()],
      ["mlp", tinyMlpSpec({ optimizer: { kind: "adam" } }), tinyImageDataset()],
      ["cnn", tinyCnnSpec(), tinyImageDataset()],
    ] as const) {
      it(`of a ${name} is verified from its start and from its first checkpoint`, async () => {
        const input = { ...honest, spec: ownSpec, datasets: [dataset] };
        const full = await trainWithStates(input);
        for (const choice of [ALL, one(2)]) {
          const result = await verify({ ...full, spec: ownSpec, published: [1] }, choice, input);
          expect(result.contradiction).to.equal(undefined);
        }
      });
    }

    it("that starts from a parent is verified with the parent's weights", async () => {
      const initial: InitialState = { kind: "weights", seed: OTHER_SEED, weights: trained.run.weights };
      const tuned = await trainWithStates({ ...honest, initial });
      expect((await verify(tuned, ALL, { initial })).contradiction).to.equal(undefined);
      const other = await verify(tuned, ALL, { initial: { kind: "seed", seed: OTHER_SEED } });
      expect(other.contradiction?.what).to.equal("initial weights");
    });

    it("resumed from any checkpoint, is the same run in every bit", async () => {
      for (const from of trained.moments) {
        const resumed = await trainVersion({ ...honest, from });
        expect({ ...resumed, times: null }).to.deep.equal({ ...trained.run, times: null });
      }
    });
  });

  describe("finds and locates one flipped bit, whatever the digests say, in", () => {
    it("the data: the first step whose batch holds it", async () => {
      // 'm' and 'l' differ in one bit.
      const rows = tinyClassifierSpec({ steps: 10, batchSize: 1, checkpointEvery: 4 });
      const truth = { ...honest, spec: rows, datasets: [tinyRowDataset()] };
      const flipped = [datasetOf(tinyRows().replace("win money number 7", "win loney number 7"), "jsonl", 10)];
      const { run, states } = await trainWithStates({ ...truth, datasets: flipped });
      const { dataDigest } = await trainVersion(truth);
      const claimed = withConsistentDigests(rows, run, { dataDigest });
      const result = await verify({ run: claimed, states, spec: rows }, ALL, truth);

      const batches = (data: typeof flipped) =>
        createBatches(rows.architecture, trainingExamples(rows, data), 1, configDigest(rows, SEED));
      const [mine, theirs] = [batches(truth.datasets), batches(flipped)];
      const first = Array.from({ length: 10 }, (_, step) => step).find(
        (step) => JSON.stringify(mine(step)) !== JSON.stringify(theirs(step)),
      );
      expect(result.contradiction).to.include({ what: "loss", step: (first ?? -1) + 1 });
    });

    it("the data, with its digest: before anything is re-executed", async () => {
      const flipped = [datasetOf(TINY_TEXT.replace("a", "c"), "text", TINY_TEXT.length)];
      const result = await verify(await trainWithStates({ ...honest, datasets: flipped }), ALL);
      expect(result.contradiction?.what).to.equal("dataDigest");
      expect(result.stepsExecuted).to.equal(0);
    });

    it("the spec: the first step", async () => {
      // '1' and '3' differ in one bit.
      const other = tinyGptSpec({ steps: 10, learningRate: "0.03" });
      const { run, states } = await trainWithStates({ ...honest, spec: other });
      const claimed = withConsistentDigests(spec, run, { configDigest: configDigest(spec, SEED) });
      const result = await verify({ run: claimed, states }, ALL);
      expect(result.contradiction).to.include({ what: "loss", step: 1 });
    });

    it("the spec, with its digest: before anything is re-executed", async () => {
      const run = await trainWithStates({ ...honest, spec: tinyGptSpec({ steps: 10, learningRate: "0.03" }) });
      const result = await verify(run, ALL);
      expect(result.contradiction?.what).to.equal("configDigest");
      expect(result.stepsExecuted).to.equal(0);
    });

    it("the initial weights: step 0 and the tensor", async () => {
      const name = "blocks.1.mlp.up.weight";
      const weights = flipBit(initialWeights(spec.architecture, SEED), name, 17, 0);
      const cheat = await trainWithStates({ ...honest, initial: { kind: "weights", seed: SEED, weights } });
      const result = await verify(cheat, one(3));
      expect(result.contradiction).to.include({ what: "initial weights", step: 0, tensor: name });
      expect(result.stepsExecuted).to.equal(0);
    });

    for (const [tensor, index, bit] of [
      ["adam.v/blocks.0.mlp.down.weight", 5, 0],
      ["tokens.weight", 3, 31],
      ["adam.m/norm.bias", 7, 12],
    ] as const) {
      /** Flips the bit at the second checkpoint, and trains on from there. */
      const cheat = async (): Promise<FullRun> => {
        const [, second] = trained.moments;
        if (second === undefined) throw new Error("the run has three checkpoints");
        const from = withState(second, flipBit(second.state, tensor, index, bit));
        const { run, states } = await trainWithStates({ ...honest, from });
        return { run, states: [...trained.states.slice(0, 1), from.state, ...states] };
      };

      it(`a checkpoint: its step, ${tensor} and the element ${index}`, async () => {
        const result = await verify(await cheat(), one(2));
        expect(result.contradiction).to.include({ what: "state", step: 8, tensor, index });
        // The segment after it is what it claims to be.
        expect((await verify(await cheat(), one(3))).contradiction).to.equal(undefined);
      });

      it(`a checkpoint whose state is not published: its step and ${tensor}`, async () => {
        const result = await verify({ ...(await cheat()), published: [1] }, one(2));
        expect(result.contradiction).to.include({ what: "state", step: 8, tensor });
        expect(result.contradiction).not.to.have.property("index");
      });

      it(`a published state only: its step and ${tensor}, without re-execution`, async () => {
        const states = trained.states.map((state, i) => (i === 1 ? flipBit(state, tensor, index, bit) : state));
        const result = await verify({ run: trained.run, states }, one(3));
        expect(result.contradiction).to.include({ step: 8, tensor });
        expect(result.stepsExecuted).to.equal(0);
      });
    }

    for (const step of [1, 4, 7, 10]) {
      it(`the log: step ${step}`, async () => {
        const losses = decodeLog(trained.run.log, 10);
        new Int32Array(losses.buffer)[step - 1] = (new Int32Array(losses.buffer)[step - 1] ?? 0) ^ 1;
        const claimed = withConsistentDigests(spec, trained.run, { losses });
        const result = await verify({ ...trained, run: claimed }, one(Math.ceil(step / 4)));
        expect(result.contradiction).to.include({ what: "loss", step });
        expect(result.contradiction?.claimed).to.equal(String(losses[step - 1]));
      });
    }

    it("the log alone: its segment, without re-execution", async () => {
      const losses = decodeLog(trained.run.log, 10);
      losses[5] = (losses[5] ?? 0) + 1;
      const { log } = withConsistentDigests(spec, trained.run, { losses });
      const result = await verify({ ...trained, run: { ...trained.run, log } }, one(1));
      expect(result.contradiction).to.include({ what: "digest of the losses", step: 8 });
    });

    it("the leaves: the checkpoint", async () => {
      const leaves = trained.run.leaves.slice();
      leaves[leaves.length - 1] = (leaves.at(-1) ?? 0) ^ 1;
      const result = await verify({ ...trained, run: { ...trained.run, leaves } }, one(1));
      expect(result.contradiction).to.include({ what: "stateRoot", step: 10 });
    });
  });

  it("a weight flipped in the middle of a segment is found at its end at the latest", async () => {
    const weights = flipBit(trained.states[0] ?? new Map(), "output.weight", 2, 22);
    const [first] = trained.moments;
    if (first === undefined) throw new Error("the run has three checkpoints");
    const { run, states } = await trainWithStates({ ...honest, from: { ...first, state: weights } });
    const result = await verify({ run, states: [...trained.states.slice(0, 1), ...states] }, one(2));
    expect(result.contradiction?.step).to.be.within(5, 8);
  });

  it("a log of numbers where re-execution has none is contradicted", async () => {
    const weights = new Map(
      [...initialWeights(spec.architecture, SEED)].map(([name, { shape, values }]) => [
        name,
        { shape, values: values.map(() => 3e38) },
      ]),
    );
    const initial = leavesOf(weights);
    const { states } = decodeStateLeaves(trained.run.leaves, spec, 3);
    const run = { ...trained.run, initRoot: rootOfLeaves(initial), leaves: encodeStateLeaves({ initial, states }) };
    const result = await verify({ ...trained, run }, one(1), { initial: { kind: "weights", seed: SEED, weights } });
    expect(result.contradiction).to.include({ what: "loss", step: 1 });
    expect(result.contradiction?.found).to.match(/^the loss of step 1 is (NaN|Infinity)$/);
  });

  it("refuses a foreign engine, and segments that the run has not", async () => {
    const engineDigest: Hex = `0x${"e1".repeat(32)}`;
    const foreign = { ...trained, run: { ...trained.run, engineDigest } };
    const error = await expectAssayError(() => verify(foreign, one(1)), "EngineMismatch");
    expect(error.message).to.include(engineDigest);
    await expectAssayError(() => verify(trained, one(4)), "UsageInvalid");
  });

  it("bounds what it fetches by the spec, and refuses files of other formats by name", async () => {
    const { version, proof } = await publishRun(store, { ...trained, spec, published: [] });
    const check = (change: Partial<typeof version.manifest>): Promise<Verification> =>
      verifyTraining({
        store,
        version: { ...version, manifest: { ...version.manifest, ...change } },
        proof,
        ...honest,
        choice: one(1),
        note: () => undefined,
      });
    for (const part of ["log", "leaves"] as const) {
      const claimed = { ...version.manifest[part], bytes: 2 ** 40 };
      await expectAssayError(() => check({ [part]: claimed }), "ContentTooLarge");
      await expectAssayError(() => check({ [part]: version.manifest.metrics }), "ManifestInvalid");
    }
    const state = { ...version.manifest.metrics, bytes: 2 ** 40 };
    const checkpoints = version.checkpoints.map((checkpoint) => ({ ...checkpoint, state }));
    const input = { store, proof, ...honest, choice: one(2), note: () => undefined };
    await expectAssayError(() => verifyTraining({ ...input, version: { ...version, checkpoints } }), "ContentTooLarge");
    const wrong = version.checkpoints.map((checkpoint) => ({ ...checkpoint, state: version.manifest.weights }));
    await expectAssayError(
      () => verifyTraining({ ...input, version: { ...version, checkpoints: wrong } }),
      "ArchitectureMismatch",
    );
  });
});
