import { BATCH_NORM_MOMENTUM } from "../batchNorm.ts";
import { NORM_EPSILON } from "../ops/GraphOps.ts";
import type { Layer, Network } from "./network.ts";

/** A layer of Keras: its class and what it is made with. */
export type KerasLayer = { class_name: string; config: Record<string, unknown> };

/** The network as a Keras `Sequential`, as tfjs saves it (`modelTopology` of a model.json). */
export function writeTopology({ input, layers }: Network): object {
  const written = layers.map((layer, i) => writeLayer(layer, i));
  const [first, ...rest] = written;
  if (first === undefined) throw new RangeError("a network has layers");
  const start = { ...first, config: { ...first.config, batch_input_shape: [null, ...input], dtype: "float32" } };
  return {
    class_name: "Sequential",
    config: { name: "assay", layers: [start, ...rest] },
    keras_version: "tfjs-layers 4.22.0",
    backend: "tensor_flow.js",
  };
}

function writeLayer(layer: Layer, index: number): KerasLayer {
  const name = `${layer.kind}_${index}`;
  switch (layer.kind) {
    case "dense":
      return {
        class_name: "Dense",
        config: { name: layer.name, units: layer.units, activation: "linear", use_bias: true },
      };
    case "convolution":
      return {
        class_name: "Conv2D",
        config: {
          name: layer.name,
          filters: layer.filters,
          kernel_size: [layer.kernel, layer.kernel],
          strides: [layer.stride, layer.stride],
          padding: layer.padding,
          data_format: "channels_last",
          dilation_rate: [1, 1],
          activation: "linear",
          use_bias: layer.hasBias,
        },
      };
    case "batchNorm":
      return {
        class_name: "BatchNormalization",
        config: {
          name: layer.name,
          axis: -1,
          momentum: BATCH_NORM_MOMENTUM,
          epsilon: NORM_EPSILON,
          center: true,
          scale: true,
        },
      };
    case "activation":
      return { class_name: "Activation", config: { name, activation: layer.activation } };
    case "pool":
      return {
        class_name: layer.pool === "max" ? "MaxPooling2D" : "AveragePooling2D",
        config: {
          name,
          pool_size: [layer.size, layer.size],
          strides: [layer.stride, layer.stride],
          padding: "valid",
          data_format: "channels_last",
        },
      };
    case "flatten":
      return { class_name: "Flatten", config: { name } };
    case "dropout":
      return { class_name: "Dropout", config: { name, rate: layer.rate } };
  }
}
