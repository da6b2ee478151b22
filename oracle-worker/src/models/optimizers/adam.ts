import { ADAM_PREFIXES, type AdamConstants, adamRule } from "./adamMoments.ts";
import { byTensor, type Optimizer } from "./optimizer.ts";

/** Adam (Kingma & Ba, ICLR 2015, algorithm 1): no decay. */
export function adam(constants: AdamConstants): Optimizer {
  return byTensor(
    ADAM_PREFIXES,
    adamRule(constants, () => 1),
  );
}
