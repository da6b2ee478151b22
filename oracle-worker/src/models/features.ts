import { decimalBelow } from "../core/decimal.ts";

/** Numbers that one example may have: an image of 148 × 148 in three colours. */
export const MAX_FEATURES = 2 ** 16;

/** Share of a layer's outputs that training sets to 0; a tenth of them must be left. */
export const DropoutSchema = decimalBelow(0.001, 0.9);
