import { binaryCases, unaryCases } from "./elementwise.mjs";
import { fusedCases } from "./fused.mjs";
import { movementCases } from "./movements.mjs";
import { productCases } from "./products.mjs";
import { reductionCases } from "./reductions.mjs";
import { windowCases } from "./windows.mjs";

/** Inputs of the conformance vectors, by operation. */
export const cases = {
  ...unaryCases,
  ...binaryCases,
  ...reductionCases,
  ...productCases,
  ...movementCases,
  ...windowCases,
  ...fusedCases,
};
