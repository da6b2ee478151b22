import { batchNorm, batchNormBackward, batchNormMoments } from "./batchNorm";
import { convolve, convolveFilterGradient, permuteFilter } from "./convolution";
import { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise";
import {
  AVG_POOL,
  AVG_POOL_GRADIENT,
  BATCH_NORM,
  BATCH_NORM_BACKWARD,
  BATCH_NORM_MOMENTS,
  CONVOLVE,
  CONVOLVE_FILTER_GRADIENT,
  DEPTHWISE,
  DEPTHWISE_FILTER_GRADIENT,
  DEPTHWISE_INPUT_GRADIENT,
  MAX_POOL,
  MAX_POOL_GRADIENT,
  PAD_IMAGES,
  PERMUTE_FILTER,
} from "./operations";
import { padImages } from "./padImages";
import { pool, poolGradient } from "./pool";

/** Operations 112 to 143. */
export function runConvolution(operation: i32): void {
  if (operation == PAD_IMAGES) padImages();
  else if (operation == CONVOLVE) convolve();
  else if (operation == CONVOLVE_FILTER_GRADIENT) convolveFilterGradient();
  else if (operation == PERMUTE_FILTER) permuteFilter();
  else if (operation == DEPTHWISE) depthwise();
  else if (operation == DEPTHWISE_INPUT_GRADIENT) depthwiseInputGradient();
  else if (operation == DEPTHWISE_FILTER_GRADIENT) depthwiseFilterGradient();
  else if (operation == MAX_POOL) pool(true);
  else if (operation == MAX_POOL_GRADIENT) poolGradient(true);
  else if (operation == AVG_POOL) pool(false);
  else if (operation == AVG_POOL_GRADIENT) poolGradient(false);
  else if (operation == BATCH_NORM) batchNorm();
  else if (operation == BATCH_NORM_MOMENTS) batchNormMoments();
  else if (operation == BATCH_NORM_BACKWARD) batchNormBackward();
}
