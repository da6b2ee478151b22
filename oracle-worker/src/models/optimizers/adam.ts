import { currentOps } from "../ops/currentOps.ts";
import { ADAM_PREFIXES, type AdamConstants, adamScalars } from "./adamScalars.ts";
import { optimizer, type Optimizer } from "./optimizer.ts";

/** Adam (Kingma & Ba, ICLR 2015, algorithm 1): no decay. */
export function adam(constants: AdamConstants): Optimizer {
  return optimizer(ADAM_PREFIXES, (tensors, at) => currentOps().adam(tensors, adamScalars(constants, at, 1)));
}
