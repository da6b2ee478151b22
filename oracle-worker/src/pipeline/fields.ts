import { z } from "zod";

// Bounds of the contracts' ids (docs/SPEC.md, L-1).
export const VersionIdSchema = z
  .int()
  .min(1)
  .max(2 ** 28 - 1);
export const DatasetIdSchema = z
  .int()
  .min(1)
  .max(2 ** 26 - 1);
export const BenchmarkIdSchema = z
  .int()
  .min(1)
  .max(2 ** 24 - 1);
export const PipelineIdSchema = z
  .int()
  .min(1)
  .max(2 ** 24 - 1);

/** A whole unsigned 64-bit number in decimal, without leading zeros. */
export const UserSeedSchema = z
  .string()
  .refine(
    (text) => /^(?:0|[1-9]\d{0,19})$/.test(text) && BigInt(text) < 2n ** 64n,
    "must be a whole number from 0 to 2^64 - 1 in decimal",
  );

export const NameSchema = z.string().min(1).max(120);
export const DescriptionSchema = z.string().max(4000);
/** An SPDX expression such as "MIT" or "CC0-1.0". */
export const LicenceSchema = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9.+() -]*$/, "must be an SPDX licence expression");

/** Whether every value appears once. */
export function isDistinct(values: readonly (number | string)[]): boolean {
  return new Set(values).size === values.length;
}
