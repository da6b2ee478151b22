import { z } from "zod";
import type { Architecture } from "../architecture.ts";
import { littleEndianBytes, sortedNames, type Weights } from "../weights.ts";
import { networkOf } from "./network.ts";
import { kerasName } from "./weightNames.ts";
import { writeTopology } from "./writeTopology.ts";

/** Longest shard, as tfjs makes them. */
const SHARD_BYTES = 4 * 1024 * 1024;

/** What a model.json says of one weight. */
export const WeightEntrySchema = z.looseObject({
  name: z.string().min(1).max(500),
  shape: z.array(z.int().min(0)).max(8),
  dtype: z.string().max(20),
});

/** A file's name alone: no directories, nothing hidden. */
export const ShardNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/, "must be a plain file name");

/** The parts of a model.json that are read; see `tf.io.ModelJSON`. */
export const ModelJsonSchema = z.looseObject({
  modelTopology: z.unknown().optional(),
  weightsManifest: z
    .array(
      z.looseObject({
        paths: z.array(ShardNameSchema).min(1).max(1000),
        weights: z.array(WeightEntrySchema).max(10_000),
      }),
    )
    .max(1000),
  userDefinedMetadata: z.looseObject({ architecture: z.unknown().optional() }).optional(),
});

/** A model.json and the files beside it, by name. */
export type ModelFiles = { json: string; shards: ReadonlyMap<string, Uint8Array> };

/**
 * A version in the files of `tf.loadLayersModel`: layers that answer with the probability of each label. What is no
 * chain of ordinary layers has weights only, for `tf.io.loadWeights`. The architecture is in `userDefinedMetadata`.
 */
export function writeModelJson(architecture: Architecture, weights: Weights): ModelFiles {
  const network = networkOf(architecture);
  const names = sortedNames(weights);
  const bytes = Buffer.concat(names.map((name) => littleEndianBytes(weights.get(name)?.values ?? new Float32Array())));
  const count = Math.max(1, Math.ceil(bytes.length / SHARD_BYTES));
  const shards = new Map(
    Array.from({ length: count }, (_, i) => [
      `group1-shard${i + 1}of${count}.bin`,
      new Uint8Array(bytes.subarray(i * SHARD_BYTES, (i + 1) * SHARD_BYTES)),
    ]),
  );
  const entries = names.map((name) => ({
    name: network === undefined ? name : kerasName(name),
    shape: [...(weights.get(name)?.shape ?? [])],
    dtype: "float32",
  }));
  const model = {
    format: network === undefined ? "assay-weights" : "layers-model",
    generatedBy: "Assay",
    convertedBy: null,
    ...(network === undefined ? {} : { modelTopology: writeTopology(network) }),
    weightsManifest: [{ paths: [...shards.keys()], weights: entries }],
    userDefinedMetadata: { schema: "assay/model@1", architecture },
  };
  return { json: `${JSON.stringify(model)}\n`, shards };
}
