import { z } from "zod";
import { DropoutSchema, MAX_FEATURES } from "./features.ts";
import { LabelsSchema } from "./labels.ts";

/** Dense layers over a row of numbers. */
export const MlpSchema = z
  .strictObject({
    kind: z.literal("mlp"),
    version: z.literal(1),
    /** Numbers of an example. */
    features: z.int().min(1).max(MAX_FEATURES),
    /** Widths of the hidden layers, from the input on. */
    hidden: z.array(z.int().min(1).max(4096)).max(8),
    /** After every hidden layer. */
    activation: z.enum(["relu", "gelu"]),
    /** After every hidden layer, in training. */
    dropout: DropoutSchema.optional(),
    labels: LabelsSchema,
  })
  .refine(({ dropout, hidden }) => dropout === undefined || hidden.length > 0, {
    path: ["dropout"],
    message: "has no meaning without a hidden layer",
  });

export type MlpArchitecture = z.infer<typeof MlpSchema>;

/** Shape of every weight, by name. */
export function mlpShapes({ features, hidden, labels }: MlpArchitecture): Map<string, number[]> {
  return denseShapes(features, hidden, labels.length);
}

/** Hidden layers `layers.{i}` and `output`: weight [in, out] and bias [out] each. */
export function denseShapes(inputs: number, hidden: readonly number[], outputs: number): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  let width = inputs;
  for (const [name, size] of [
    ...hidden.map((size, i) => [`layers.${i}`, size] as const),
    ["output", outputs] as const,
  ]) {
    shapes.set(`${name}.weight`, [width, size]);
    shapes.set(`${name}.bias`, [size]);
    width = size;
  }
  return shapes;
}
