import { attentionBlock } from "@assay/engine/fused/attentionBlock.ts";
import { bagEmbedding } from "@assay/engine/fused/bagEmbedding.ts";
import { batchNorm } from "@assay/engine/fused/batchNorm.ts";
import { biasRelu } from "@assay/engine/fused/biasRelu.ts";
import { denseRelu } from "@assay/engine/fused/denseRelu.ts";
import { dropout } from "@assay/engine/fused/dropout.ts";
import { embedding } from "@assay/engine/fused/embedding.ts";
import { gelu } from "@assay/engine/fused/gelu.ts";
import { layerNorm } from "@assay/engine/fused/layerNorm.ts";
import { linear } from "@assay/engine/fused/linear.ts";
import { mlpBlock } from "@assay/engine/fused/mlpBlock.ts";
import { adamInPlace, sgdInPlace } from "@assay/engine/fused/optimizers.ts";
import { softmaxCrossEntropy } from "@assay/engine/fused/softmaxCrossEntropy.ts";
import { dropoutStream } from "../dropoutMask.ts";
import { type GraphOps, NORM_EPSILON } from "./GraphOps.ts";

/** The engine's own operations. */
export const fusedOps: GraphOps = {
  linear,
  denseRelu,
  biasRelu,
  gelu,
  layerNorm,
  batchNorm: (x, norm) => batchNorm(x, norm, NORM_EPSILON),
  embedding,
  bagEmbedding,
  attentionBlock,
  mlpBlock,
  softmaxCrossEntropy,
  dropout: (x, rate, layer, random) => dropout(x, rate, dropoutStream(random, layer, x.size)),
  adam(tensors, scalars) {
    const rows = tensors.map(({ weight, gradient, moments }) => {
      const [mean, square] = moments;
      if (mean === undefined || square === undefined) throw new RangeError("Adam has two moments");
      return { weight, gradient, mean, square, decays: weight.rank > 1 };
    });
    adamInPlace(rows, scalars);
    return undefined;
  },
  sgd(tensors, scalars) {
    const rows = tensors.map(({ weight, gradient, moments }) => {
      const [velocity] = moments;
      if (velocity === undefined) throw new RangeError("momentum has one moment");
      return { weight, gradient, velocity };
    });
    sgdInPlace(rows, scalars);
    return undefined;
  },
};
