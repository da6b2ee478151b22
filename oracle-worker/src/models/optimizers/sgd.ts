import { currentOps } from "../ops/currentOps.ts";
import { optimizer, type Optimizer } from "./optimizer.ts";

/** Stochastic gradient descent with momentum: `u = u·momentum + g`, `p = p − u·rate`. */
export function sgd({ momentum }: { momentum: number }): Optimizer {
  return optimizer(["sgd.velocity/"], (tensors, { learningRate }) =>
    currentOps().sgd(tensors, { momentum, rate: learningRate }),
  );
}
