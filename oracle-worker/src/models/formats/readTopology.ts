import { z } from "zod";
import { AssayError } from "../../errors.ts";
import { NORM_EPSILON } from "../ops/GraphOps.ts";
import type { Layer, Network } from "./network.ts";

const MAX_LAYERS = 200;

const LayerSchema = z.looseObject({ class_name: z.string().max(100), config: z.record(z.string(), z.unknown()) });
const LayersSchema = z.array(LayerSchema).max(MAX_LAYERS);
const SequentialSchema = z.looseObject({
  class_name: z.literal("Sequential"),
  config: z.union([z.looseObject({ layers: LayersSchema }), LayersSchema]),
});
/** As tfjs saves it, and as Keras' own files have it. */
const TopologySchema = z.union([SequentialSchema, z.looseObject({ model_config: SequentialSchema })]);

const NameSchema = z.string().min(1).max(200);
const SizeSchema = z.int().min(1);
/** A number for both directions, or two that are equal. */
const SquareSchema = z
  .union([SizeSchema, z.tuple([SizeSchema, SizeSchema]).refine(([a, b]) => a === b, "must be square")])
  .transform((value) => (typeof value === "number" ? value : value[0]));
const LastSchema = z.literal("channels_last").optional();
const UndilatedSchema = z.union([z.literal(1), z.tuple([z.literal(1), z.literal(1)])]).optional();
const ShapeSchema = z.tuple([z.null()], SizeSchema);

/**
 * Reads a Keras `Sequential` of the layers that the network may be made of, written by anyone. An activation inside of a
 * layer becomes a layer of its own, `linear` none; dropout, which changes no prediction, is left out.
 * @throws AssayError `ArchitectureMismatch` naming the layer that has no counterpart
 */
export function readTopology(topology: unknown): Network {
  const result = TopologySchema.safeParse(topology);
  if (!result.success) throw mismatch("is not a Sequential of at most 200 layers", result.error);
  const sequential = "model_config" in result.data ? result.data.model_config : result.data;
  const parsed = SequentialSchema.parse(sequential).config;
  const layers = Array.isArray(parsed) ? parsed : parsed.layers;
  const shapes = layers.slice(0, 1).map(({ config }) => config["batch_input_shape"] ?? config["batch_shape"]);
  const input = ShapeSchema.safeParse(shapes[0]);
  if (!input.success) throw mismatch("does not begin with the shape of its input", input.error);
  const [, ...shape] = input.data;
  return { input: shape, layers: layers.flatMap((layer, i) => readLayer(layer, i)) };
}

function readLayer({ class_name: kind, config }: z.infer<typeof LayerSchema>, index: number): Layer[] {
  const read = <T>(schema: z.ZodType<T>): T => {
    const result = schema.safeParse(config);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const where = `has layer ${index} (${kind}), whose ${issue?.path.map(String).join(".") ?? ""}`;
    throw mismatch(`${where} has no counterpart: ${issue?.message ?? ""}`, result.error);
  };
  switch (kind) {
    case "InputLayer":
    case "Dropout":
      return [];
    case "Flatten":
      return [{ kind: "flatten" }];
    case "ReLU":
      return activationOf("relu");
    case "Activation":
      return activationOf(read(z.object({ activation: ActivationSchema })).activation);
    case "Dense": {
      const { name, units, activation } = read(DenseSchema);
      return [{ kind: "dense", name, units }, ...activationOf(activation)];
    }
    case "Conv2D": {
      const { name, filters, kernel_size: kernel, strides: stride, padding, use_bias, activation } = read(ConvSchema);
      return [
        { kind: "convolution", name, filters, kernel, stride, padding, hasBias: use_bias },
        ...activationOf(activation),
      ];
    }
    case "BatchNormalization":
      return [{ kind: "batchNorm", name: read(BatchNormSchema).name }];
    case "MaxPooling2D":
    case "AveragePooling2D": {
      const { pool_size: size, strides } = read(PoolSchema);
      return [{ kind: "pool", pool: kind === "MaxPooling2D" ? "max" : "avg", size, stride: strides ?? size }];
    }
    default:
      throw mismatch(`has layer ${index} (${kind}), which has no counterpart`);
  }
}

const ActivationSchema = z.enum(["linear", "relu", "softmax"]);
const DenseSchema = z.object({
  name: NameSchema,
  units: SizeSchema,
  activation: ActivationSchema.default("linear"),
  use_bias: z.literal(true).optional(),
});
const ConvSchema = z.object({
  name: NameSchema,
  filters: SizeSchema,
  kernel_size: SquareSchema,
  strides: SquareSchema.default(1),
  padding: z.enum(["same", "valid"]).default("valid"),
  data_format: LastSchema,
  dilation_rate: UndilatedSchema,
  activation: ActivationSchema.default("linear"),
  use_bias: z.boolean().default(true),
});
const BatchNormSchema = z.object({
  name: NameSchema,
  axis: z.union([z.literal(-1), z.literal(3), z.tuple([z.literal(3)])]).optional(),
  epsilon: z.literal(NORM_EPSILON),
  center: z.literal(true).optional(),
  scale: z.literal(true).optional(),
});
const PoolSchema = z.object({
  pool_size: SquareSchema,
  strides: SquareSchema.nullish(),
  padding: z.literal("valid").optional(),
  data_format: LastSchema,
});

function activationOf(activation: z.infer<typeof ActivationSchema>): Layer[] {
  return activation === "linear" ? [] : [{ kind: "activation", activation }];
}

function mismatch(problem: string, cause?: unknown): AssayError {
  return new AssayError("ArchitectureMismatch", `the model ${problem}`, {
    hint: "import a Sequential of the same layers as the spec's architecture",
    cause,
  });
}
