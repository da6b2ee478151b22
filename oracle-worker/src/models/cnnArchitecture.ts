import { z } from "zod";
import { DropoutSchema, MAX_FEATURES } from "./features.ts";
import { LabelsSchema } from "./labels.ts";
import { denseShapes } from "./mlpArchitecture.ts";

/** Numbers that one example may have between two layers: 16 MiB. */
export const MAX_ACTIVATION = 2 ** 22;

const SideSchema = z.int().min(1).max(4096);
const StrideSchema = z.int().min(1).max(16);

const BlockSchema = z.strictObject({
  filters: z.int().min(1).max(1024),
  /** Rows and columns of a filter. */
  kernel: z.int().min(1).max(15),
  stride: StrideSchema,
  /** As TensorFlow's: `same` pads with zeros to ⌈side / stride⌉, `valid` pads nothing. */
  padding: z.enum(["same", "valid"]),
  /** Between convolution and relu, which then has no bias of its own. */
  batchNorm: z.boolean(),
  /** After relu, without padding. */
  pool: z.strictObject({ kind: z.enum(["max", "avg"]), size: z.int().min(1).max(16), stride: StrideSchema }).optional(),
});

/** Convolutions over an image, then dense layers with relu. */
export const CnnSchema = z
  .strictObject({
    kind: z.literal("cnn"),
    version: z.literal(1),
    /** An example is `height · width · channels` numbers, row by row, the channels of a pixel together. */
    input: z.strictObject({ height: SideSchema, width: SideSchema, channels: z.int().min(1).max(1024) }),
    blocks: z.array(BlockSchema).min(1).max(16),
    /** Widths of the dense layers before the last. */
    hidden: z.array(z.int().min(1).max(4096)).max(4),
    /** Before the last layer, in training. */
    dropout: DropoutSchema.optional(),
    labels: LabelsSchema,
  })
  .superRefine((architecture, context) => {
    if (context.issues.length > 0) return;
    const { height, width, channels } = architecture.input;
    if (height * width * channels > MAX_FEATURES) {
      context.addIssue({ code: "custom", path: ["input"], message: `has more than ${MAX_FEATURES} numbers` });
      return;
    }
    for (const [i, { convolved, pooled }] of blockShapes(architecture).entries()) {
      const problem = problemOf(convolved) ?? problemOf(pooled);
      if (problem === undefined) continue;
      context.addIssue({ code: "custom", path: ["blocks", i], message: problem });
      return;
    }
  });

export type CnnArchitecture = z.infer<typeof CnnSchema>;
export type CnnBlock = CnnArchitecture["blocks"][number];

/** Rows, columns, channels of one example. */
export type ImageShape = { height: number; width: number; channels: number };

/** What a block makes of one example: after its convolution, and after its pool. */
export type BlockShapes = { input: ImageShape; convolved: ImageShape; pooled: ImageShape };

/** Shapes along the blocks. */
export function blockShapes({ input, blocks }: Pick<CnnArchitecture, "input" | "blocks">): BlockShapes[] {
  let shape: ImageShape = input;
  return blocks.map(({ filters, kernel, stride, padding, pool }) => {
    const side = (size: number): number =>
      padding === "same" ? Math.ceil(size / stride) : Math.floor((size - kernel) / stride) + 1;
    const convolved = { height: side(shape.height), width: side(shape.width), channels: filters };
    const poolSide = (size: number): number =>
      pool === undefined ? size : Math.floor((size - pool.size) / pool.stride) + 1;
    const pooled = { ...convolved, height: poolSide(convolved.height), width: poolSide(convolved.width) };
    const shapes = { input: shape, convolved, pooled };
    shape = pooled;
    return shapes;
  });
}

/** Numbers of one example after the last block. */
export function flatSize(architecture: CnnArchitecture): number {
  const last = blockShapes(architecture).at(-1);
  return last === undefined ? 0 : volume(last.pooled);
}

/** Numbers of an image. */
export function volume({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}

/** Shape of every weight, by name; filters are [rows, columns, in, out]. */
export function cnnShapes(architecture: CnnArchitecture): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  for (const [i, { input, convolved }] of blockShapes(architecture).entries()) {
    const { kernel, batchNorm } = architecture.blocks[i] ?? { kernel: 0, batchNorm: false };
    shapes.set(`blocks.${i}.conv.weight`, [kernel, kernel, input.channels, convolved.channels]);
    if (!batchNorm) shapes.set(`blocks.${i}.conv.bias`, [convolved.channels]);
    for (const part of batchNorm ? ["gain", "bias", "mean", "variance"] : []) {
      shapes.set(`blocks.${i}.norm.${part}`, [convolved.channels]);
    }
  }
  const dense = denseShapes(flatSize(architecture), architecture.hidden, architecture.labels.length);
  return new Map([...shapes, ...dense]);
}

function problemOf(shape: ImageShape): string | undefined {
  if (shape.height < 1 || shape.width < 1) return "leaves nothing of the image";
  return volume(shape) > MAX_ACTIVATION ? `makes more than ${MAX_ACTIVATION} numbers of an image` : undefined;
}
