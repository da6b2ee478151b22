import { runAttention } from "./attention";
import { address, float, int } from "./control";
import { crossEntropy } from "./crossEntropy";
import { dropout } from "./dropout";
import { runEmbedding } from "./embedding";
import { runGelu } from "./gelu";
import { bytes } from "./lanes";
import { runNorm } from "./norm";
import {
  BAG_EMBEDDING_BACKWARD,
  BIAS_RELU,
  CROSS_ENTROPY,
  DROPOUT,
  EMBEDDING,
  GELU_BACKWARD,
  ATTENTION_BACKWARD,
  LAYER_NORM_BACKWARD,
  RELU_BACKWARD,
  SCALE,
} from "./operations";
import { endColumn, firstColumn } from "./parallel";
import { scaleRange } from "./ranges";
import { biasRelu, reluBackward } from "./relu";

/** The operations of the hot path: several of tfjs's in one, forward and backward. */
export function runFused(operation: i32): void {
  if (operation <= LAYER_NORM_BACKWARD) runNorm(operation);
  else if (operation <= ATTENTION_BACKWARD) runAttention(operation);
  else if (operation <= GELU_BACKWARD) runGelu(operation);
  else if (operation == CROSS_ENTROPY) crossEntropy();
  else if (operation >= EMBEDDING && operation <= BAG_EMBEDDING_BACKWARD) runEmbedding(operation);
  else if (operation == BIAS_RELU) biasRelu();
  else if (operation == RELU_BACKWARD) reluBackward();
  else if (operation == DROPOUT) dropout();
  else if (operation == SCALE) scale();
}

/** x, elements; factor: x = x · factor, in place. */
function scale(): void {
  const first = firstColumn(int(1));
  scaleRange(address(0) + bytes(first), float(0), endColumn(int(1)) - first);
}
