import { z } from "zod";
import { type CnnArchitecture, CnnSchema, cnnShapes, volume } from "./cnnArchitecture.ts";
import { LabelsSchema, MAX_CLASSES } from "./labels.ts";
import { type MlpArchitecture, MlpSchema, mlpShapes } from "./mlpArchitecture.ts";

/** Parameters of the largest version: 64 MiB of weights, which a worker holds in memory several times over. */
export const MAX_PARAMETERS = 2 ** 24;

/** A bag of hashed words, one hidden layer, one output per label. */
const TextClassifierSchema = z.strictObject({
  kind: z.literal("textClassifier"),
  version: z.literal(2, "must be 2, which names the graph of a textClassifier"),
  /** Rows of the embedding that words are hashed into. */
  buckets: z
    .int()
    .min(16)
    .max(2 ** 18),
  hidden: z.int().min(1).max(1024),
  labels: LabelsSchema,
});

/** A character-level transformer. */
const GptSchema = z.strictObject({
  kind: z.literal("gpt"),
  version: z.literal(2, "must be 2, which names the graph of a gpt"),
  /** Every character the version knows, as code points in ascending order. */
  alphabet: z
    .string()
    .min(2)
    .max(2 * MAX_CLASSES)
    .refine((text) => text.isWellFormed(), "holds a lone surrogate")
    .refine((text) => isAscendingCharacters(text), "must be distinct characters in ascending order")
    .refine((text) => Array.from(text).length <= MAX_CLASSES, `must be at most ${MAX_CLASSES} characters`),
  contextLength: z.int().min(1).max(512),
  layers: z.int().min(1).max(24),
  heads: z.int().min(1).max(32),
  width: z.int().min(1).max(1024),
});

/**
 * What a version computes (docs/SPEC.md, F-5). The version number names the graph: another graph is another version.
 */
export const ArchitectureSchema = z
  .discriminatedUnion("kind", [TextClassifierSchema, GptSchema, MlpSchema, CnnSchema])
  .superRefine((architecture, context) => {
    // zod goes on after a number out of range, and a billion layers must not be counted one by one.
    if (context.issues.length > 0) return;
    if (architecture.kind === "gpt" && architecture.width % architecture.heads !== 0) {
      context.addIssue({
        code: "custom",
        path: ["width"],
        message: `must be a multiple of heads (${architecture.heads})`,
      });
    }
    const count = parameterCount(architecture);
    if (count > MAX_PARAMETERS) {
      context.addIssue({ code: "custom", message: `has ${count} parameters, more than ${MAX_PARAMETERS}` });
    }
  });

export type Architecture = z.infer<typeof ArchitectureSchema>;
export type TextClassifierArchitecture = z.infer<typeof TextClassifierSchema>;
export type GptArchitecture = z.infer<typeof GptSchema>;

/** Those that answer about rows of numbers. */
export type FeatureArchitecture = MlpArchitecture | CnnArchitecture;

/** Numbers of an example. */
export function featuresOf(architecture: FeatureArchitecture): number {
  return architecture.kind === "mlp" ? architecture.features : volume(architecture.input);
}

/** Shape of every weight of the architecture, by name. */
export function shapesOf(architecture: Architecture): ReadonlyMap<string, readonly number[]> {
  switch (architecture.kind) {
    case "textClassifier":
      return textClassifierShapes(architecture);
    case "gpt":
      return gptShapes(architecture);
    case "mlp":
      return mlpShapes(architecture);
    case "cnn":
      return cnnShapes(architecture);
  }
}

/** Whether a tensor is a running mean or variance: training measures it, no gradient moves it. */
export function isStatistic(name: string): boolean {
  return name.endsWith(".mean") || name.endsWith(".variance");
}

/** Numbers of all weights. */
export function parameterCount(architecture: Architecture): number {
  let count = 0;
  for (const shape of shapesOf(architecture).values()) count += sizeOf(shape);
  return count;
}

/** Number of elements of a tensor. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

function textClassifierShapes({ buckets, hidden, labels }: TextClassifierArchitecture): Map<string, number[]> {
  return new Map([
    ["embedding.weight", [buckets, hidden]],
    ["embedding.bias", [hidden]],
    ["output.weight", [hidden, labels.length]],
    ["output.bias", [labels.length]],
  ]);
}

function gptShapes({ alphabet, contextLength, layers, width }: GptArchitecture): Map<string, number[]> {
  const characters = Array.from(alphabet).length;
  const shapes = new Map<string, number[]>([
    ["tokens.weight", [characters, width]],
    ["positions.weight", [contextLength, width]],
  ]);
  for (let layer = 0; layer < layers; layer++) {
    const block = `blocks.${layer}`;
    shapes.set(`${block}.attention.norm.gain`, [width]);
    shapes.set(`${block}.attention.norm.bias`, [width]);
    shapes.set(`${block}.attention.qkv.weight`, [width, 3 * width]);
    shapes.set(`${block}.attention.qkv.bias`, [3 * width]);
    shapes.set(`${block}.attention.output.weight`, [width, width]);
    shapes.set(`${block}.attention.output.bias`, [width]);
    shapes.set(`${block}.mlp.norm.gain`, [width]);
    shapes.set(`${block}.mlp.norm.bias`, [width]);
    shapes.set(`${block}.mlp.up.weight`, [width, 4 * width]);
    shapes.set(`${block}.mlp.up.bias`, [4 * width]);
    shapes.set(`${block}.mlp.down.weight`, [4 * width, width]);
    shapes.set(`${block}.mlp.down.bias`, [width]);
  }
  shapes.set("norm.gain", [width]);
  shapes.set("norm.bias", [width]);
  shapes.set("output.weight", [width, characters]);
  return shapes;
}

function isAscendingCharacters(text: string): boolean {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return points.every((point, i) => i === 0 || (points[i - 1] ?? 0) < point);
}
