import * as tf from "@tensorflow/tfjs-core";
import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { z } from "zod";
import type { ErrorCode } from "../../errors.ts";
import { weightsRoot } from "../../proof/weightsRoot.ts";
import { expectAssayError } from "../../testing/expectAssayError.ts";
import { SEED, tinyClassifierSpec, tinyCnnSpec, tinyGptSpec, tinyMlpSpec } from "../../testing/tinyRuns.ts";
import { type Architecture, ArchitectureSchema } from "../architecture.ts";
import { useBackend } from "../backend.ts";
import { createFeaturePredictor } from "../createPredictor.ts";
import { initialWeights } from "../initialWeights.ts";
import type { Weights } from "../weights.ts";
import { type ModelFiles, writeModelJson } from "./modelJson.ts";
import { readModelJson } from "./readModelJson.ts";

const cnn = tinyCnnSpec().architecture;
const gpt = tinyGptSpec().architecture;
const ALL = [cnn, gpt, tinyMlpSpec().architecture, reluMlp(), tinyClassifierSpec().architecture];

function reluMlp(): Architecture {
  return ArchitectureSchema.parse({ ...tinyMlpSpec().architecture, activation: "relu" });
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Reads files as a directory would give them. */
function read(files: ModelFiles, architecture: Architecture): Promise<Weights> {
  const readShard = async (name: string): Promise<Uint8Array> => {
    const shard = files.shards.get(name);
    if (shard === undefined) throw new Error(`no ${name}`);
    return shard;
  };
  return readModelJson(utf8(files.json), readShard, architecture);
}

const ModelSchema = z.looseObject({
  format: z.string(),
  modelTopology: z.looseObject({
    config: z.looseObject({
      layers: z.array(z.looseObject({ class_name: z.string(), config: z.record(z.string(), z.unknown()) })),
    }),
  }),
  weightsManifest: z.array(
    z.looseObject({
      paths: z.array(z.string()),
      weights: z.array(z.looseObject({ name: z.string(), shape: z.array(z.number()), dtype: z.string() })),
    }),
  ),
  userDefinedMetadata: z.looseObject({ architecture: z.unknown() }).optional(),
});
type Model = z.infer<typeof ModelSchema>;

/** What tfjs-layers itself has saved, and what it predicted. */
const FixtureSchema = z.object({
  modelJson: ModelSchema,
  weights: z.base64(),
  rows: z.array(z.array(z.number())),
  probabilities: z.array(z.array(z.number())),
});
/** The architecture of that model. */
const BROWSER: Architecture = ArchitectureSchema.parse({
  kind: "cnn",
  version: 1,
  input: { height: 6, width: 5, channels: 2 },
  blocks: [
    { filters: 3, kernel: 3, stride: 2, padding: "same", batchNorm: true },
    { filters: 4, kernel: 2, stride: 1, padding: "valid", batchNorm: false, pool: { kind: "max", size: 2, stride: 1 } },
  ],
  hidden: [5],
  labels: ["a", "b", "c"],
});

async function readFixture(): Promise<z.infer<typeof FixtureSchema>> {
  const text = await readFile(new URL("../../testing/tfjsLayersModel.json", import.meta.url), "utf8");
  return FixtureSchema.parse(JSON.parse(text));
}

describe("model.json", () => {
  before(() => useBackend("cpu"));

  for (const architecture of ALL) {
    it(`reads back a ${architecture.kind} as it wrote it, bit for bit`, async () => {
      const weights = initialWeights(architecture, SEED);
      const back = await read(writeModelJson(architecture, weights), architecture);
      expect(weightsRoot(back)).to.equal(weightsRoot(weights));
    });

    it(`gives a ${architecture.kind}'s weights to tf.io.loadWeights`, async () => {
      const weights = initialWeights(architecture, SEED);
      const { json, shards } = writeModelJson(architecture, weights);
      const { weightsManifest } = ManifestSchema.parse(JSON.parse(json));
      const load = tf.io.weightsLoaderFactory(async (urls) =>
        urls.map((url) => new Uint8Array(shards.get(url.replace("./", "")) ?? []).buffer),
      );
      const loaded = await load(weightsManifest, "./");
      const values = Object.values(loaded).flatMap((tensor) => [...tensor.dataSync()]);
      const expected = [...weights].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, tensor]) => [...tensor.values]);
      expect(values).to.deep.equal(expected);
      tf.dispose(loaded);
    });
  }

  it("predicts with a model of tfjs-layers what tfjs-layers predicted", async () => {
    const { modelJson, weights, rows, probabilities } = await readFixture();
    const shards = new Map([["model.weights.bin", new Uint8Array(Buffer.from(weights, "base64"))]]);
    const loaded = await read({ json: JSON.stringify(modelJson), shards }, BROWSER);
    if (BROWSER.kind !== "cnn") throw new Error("a cnn");
    const predictor = createFeaturePredictor(BROWSER, loaded);
    const classes = predictor.predict(rows.map((row) => Float32Array.from(row)));
    predictor.dispose();
    const expected = probabilities.map((row) => row.indexOf(Math.max(...row)));
    expect([...classes]).to.deep.equal(expected);
    expect(new Set(expected).size).to.equal(3);
  });

  it("writes layers with the settings that tfjs-layers itself saves", async () => {
    const theirs = (await readFixture()).modelJson.modelTopology.config.layers;
    const ours = modelOf(BROWSER).modelTopology.config.layers;
    const unfused = ours.filter(({ config }) => config["activation"] !== "relu" && config["activation"] !== "softmax");
    const comparable = theirs.filter(({ class_name: kind }) => kind !== "Dropout" && kind !== "Activation");
    expect(unfused.map(({ class_name: kind }) => kind)).to.deep.equal(comparable.map(({ class_name: kind }) => kind));
    unfused.forEach(({ class_name: kind, config }, i) => {
      for (const [key, value] of Object.entries(config)) {
        // Names are free; momentum only says how training would go on; activations are layers of their own here.
        if (["name", "momentum", "activation"].includes(key)) continue;
        expect(comparable[i]?.config[key], `${kind} ${key}`).to.deep.equal(value);
      }
    });
  });

  it("splits large weights into shards of 4 MiB", async () => {
    const wide = ArchitectureSchema.parse({ ...tinyClassifierSpec().architecture, buckets: 2 ** 17, hidden: 16 });
    const weights = initialWeights(wide, SEED);
    const files = writeModelJson(wide, weights);
    expect([...files.shards].map(([name, { length }]) => [name, length])).to.deep.equal([
      ["group1-shard1of3.bin", 4 * 2 ** 20],
      ["group1-shard2of3.bin", 4 * 2 ** 20],
      ["group1-shard3of3.bin", 4 * (16 + 16 * 2 + 2)],
    ]);
    expect(weightsRoot(await read(files, wide))).to.equal(weightsRoot(weights));
  });
});

const ManifestSchema = z.object({
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string()),
      weights: z.array(z.object({ name: z.string(), shape: z.array(z.number()), dtype: z.literal("float32") })),
    }),
  ),
});

function modelOf(architecture: Architecture): Model {
  return ModelSchema.parse(JSON.parse(writeModelJson(architecture, initialWeights(architecture, SEED)).json));
}

/** Files of the tiny cnn, its model.json changed. */
function altered(change: (model: Model) => void): ModelFiles {
  const { shards } = writeModelJson(cnn, initialWeights(cnn, SEED));
  const model = modelOf(cnn);
  change(model);
  return { json: JSON.stringify(model), shards };
}

const layer = (model: Model, index: number): Record<string, unknown> =>
  model.modelTopology.config.layers[index]?.config ?? {};
const entryOf = (model: Model, index: number): { name: string; shape: number[]; dtype: string } => {
  const entry = model.weightsManifest[0]?.weights[index];
  if (entry === undefined) throw new Error("no such weight");
  return entry;
};
const paths = (model: Model, given: string[]): void => {
  const [group] = model.weightsManifest;
  if (group) group.paths = given;
};
const good = writeModelJson(cnn, initialWeights(cnn, SEED));
const shard = [...good.shards.values()][0] ?? new Uint8Array();
const withShard = (bytes: Uint8Array): ModelFiles => ({
  ...good,
  shards: new Map([...good.shards.keys()].map((name) => [name, bytes])),
});
const notANumber = (): Uint8Array => {
  const copy = Buffer.from(shard);
  copy.writeFloatLE(Number.NaN, 8);
  return copy;
};

const HOSTILE: readonly (readonly [string, ErrorCode, ModelFiles])[] = [
  ["what is not JSON", "WeightsInvalid", { ...good, json: "{" }],
  ["a list", "WeightsInvalid", { ...good, json: "[]" }],
  ["megabytes of JSON", "WeightsInvalid", { ...good, json: " ".repeat(5 * 2 ** 20) }],
  ["a path that leaves the directory", "WeightsInvalid", altered((m) => paths(m, ["../group1-shard1of1.bin"]))],
  ["an absolute path", "WeightsInvalid", altered((m) => paths(m, ["/etc/passwd"]))],
  ["a path to a folder", "WeightsInvalid", altered((m) => paths(m, ["a/b.bin"]))],
  ["a hidden file", "WeightsInvalid", altered((m) => paths(m, [".ssh"]))],
  ["no path", "WeightsInvalid", altered((m) => paths(m, []))],
  ["the same file twice", "WeightsInvalid", altered((m) => paths(m, ["group1-shard1of1.bin", "group1-shard1of1.bin"]))],
  ["a file that is too short", "WeightsInvalid", withShard(shard.subarray(0, -4))],
  ["a file that is too long", "WeightsInvalid", withShard(Buffer.concat([shard, Buffer.alloc(4)]))],
  ["NaN", "WeightsInvalid", withShard(notANumber())],
  ["another dtype", "WeightsInvalid", altered((m) => (entryOf(m, 0).dtype = "int32"))],
  [
    "quantised weights",
    "WeightsInvalid",
    altered((m) => Object.assign(entryOf(m, 0), { quantization: { dtype: "uint8" } })),
  ],
  ["a huge shape", "ArchitectureMismatch", altered((m) => (entryOf(m, 0).shape = [2 ** 31, 2 ** 20]))],
  ["a negative shape", "WeightsInvalid", altered((m) => (entryOf(m, 0).shape = [-1]))],
  [
    "a tensor that the layers do not have",
    "ArchitectureMismatch",
    altered((m) => (entryOf(m, 0).name = "other/kernel")),
  ],
  ["a prototype's name", "ArchitectureMismatch", altered((m) => (entryOf(m, 0).name = "output/__proto__"))],
  ["a tensor twice", "WeightsInvalid", altered((m) => m.weightsManifest[0]?.weights.push(entryOf(m, 1)))],
  ["a missing tensor", "ArchitectureMismatch", altered((m) => m.weightsManifest[0]?.weights.pop())],
  ["another number of filters", "ArchitectureMismatch", altered((m) => (layer(m, 0)["filters"] = 4))],
  ["another stride", "ArchitectureMismatch", altered((m) => (layer(m, 0)["strides"] = [2, 2]))],
  ["a window that is not square", "ArchitectureMismatch", altered((m) => (layer(m, 0)["kernel_size"] = [3, 2]))],
  ["another input", "ArchitectureMismatch", altered((m) => (layer(m, 0)["batch_input_shape"] = [null, 4, 5, 1]))],
  ["another ε of batch normalisation", "ArchitectureMismatch", altered((m) => (layer(m, 1)["epsilon"] = 0.001))],
  ["channels first", "ArchitectureMismatch", altered((m) => (layer(m, 0)["data_format"] = "channels_first"))],
  ["an activation that is not ours", "ArchitectureMismatch", altered((m) => (layer(m, 2)["activation"] = "tanh"))],
  [
    "a layer that is not ours",
    "ArchitectureMismatch",
    altered((m) => (m.modelTopology.config.layers[2] = { class_name: "Lambda", config: { function: "evil" } })),
  ],
  ["a layer too few", "ArchitectureMismatch", altered((m) => m.modelTopology.config.layers.splice(2, 1))],
  ["a graph that is no chain", "ArchitectureMismatch", altered((m) => (m.modelTopology["class_name"] = "Functional"))],
  [
    "another architecture's metadata",
    "ArchitectureMismatch",
    altered((m) => (m.userDefinedMetadata = { architecture: reluMlp() })),
  ],
];

describe("readModelJson of what anyone may have written", () => {
  HOSTILE.forEach(([what, code, files]) => {
    it(`refuses ${what}`, () => expectAssayError(() => read(files, cnn), code));
  });

  it("takes another rate of dropout, and logits in the place of probabilities", async () => {
    const files = altered((m) => {
      m.modelTopology.config.layers.pop();
      const dropout = m.modelTopology.config.layers.find(({ class_name: kind }) => kind === "Dropout");
      if (dropout) dropout.config["rate"] = 0.5;
    });
    expect(weightsRoot(await read(files, cnn))).to.equal(weightsRoot(initialWeights(cnn, SEED)));
  });

  it("wants a gpt to name its architecture, which no layers show", async () => {
    const files = writeModelJson(gpt, initialWeights(gpt, SEED));
    const heads = ArchitectureSchema.parse({ ...gpt, heads: 4 });
    await expectAssayError(() => read(files, heads), "ArchitectureMismatch");
    const nameless = { ...files, json: files.json.replace("userDefinedMetadata", "other") };
    await expectAssayError(() => read(nameless, gpt), "ArchitectureMismatch");
    const layers = { ...files, json: files.json.replace('"convertedBy":null', '"modelTopology":{}') };
    await expectAssayError(() => read(layers, gpt), "ArchitectureMismatch");
  });
});
