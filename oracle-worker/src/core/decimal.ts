import { z } from "zod";

/**
 * A decimal fraction such as "0.003": canonical JSON has no other non-integers (docs/SPEC.md, F-1). At most 20
 * characters, so that every JavaScript engine must read the same binary64.
 */
export const DecimalSchema = z
  .string()
  .max(20)
  .regex(
    /^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/,
    "must be a decimal number such as 0.003, without exponent or trailing zeros",
  );

/** A decimal at least `low` and below `high`. */
export function decimalBelow(low: number, high: number): z.ZodType<string> {
  return DecimalSchema.refine(
    (text) => Number(text) >= low && Number(text) < high,
    `must be at least ${low} and below ${high}`,
  );
}
