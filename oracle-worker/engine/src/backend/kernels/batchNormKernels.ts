import type { TensorInfo } from "@tensorflow/tfjs-core";
import { batchNorm } from "../../kernels/batchNorm.ts";
import { type KernelTable, unsupported } from "../kernel.ts";
import { needFloats } from "../windowShapes.ts";
import { sizeOf } from "../../kernels/Operand.ts";

/** Batch normalisation by given statistics; fused/batchNorm.ts takes the batch's own. */
export const batchNormKernels: KernelTable = {
  FusedBatchNorm: ({ name, backend, input, optionalInput, attributes }) => {
    const x = input("x");
    const mean = input("mean");
    const variance = input("variance");
    const gain = optionalInput("scale");
    const bias = optionalInput("offset");
    const vectors = [mean, variance, gain, bias].filter((tensor) => tensor !== undefined);
    needFloats(name, x, ...vectors);
    const channels = x.shape.at(-1) ?? 1;
    for (const { shape } of vectors) {
      if (shape.length !== 1 || shape[0] !== channels) {
        throw unsupported(name, `by statistics of shape [${shape.join(", ")}]`, "give one number for each channel");
      }
    }
    const size = sizeOf(x.shape);
    const addressIn = (tensor: TensorInfo | undefined): number =>
      tensor === undefined ? 0 : backend.addressOf(tensor);
    const out = backend.make(x.shape, "float32");
    batchNorm(
      backend.engine,
      {
        x: backend.addressOf(x),
        mean: backend.addressOf(mean),
        variance: backend.addressOf(variance),
        gain: addressIn(gain),
        bias: addressIn(bias),
      },
      backend.addressOf(out),
      { rows: size / channels, channels, epsilon: attributes.number("varianceEpsilon", 0.001) },
    );
    return out;
  },
};
