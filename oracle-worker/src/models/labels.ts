import { z } from "zod";

/** Classes or characters: an index fits 16 bits of the predictions (docs/SPEC.md, C-4). */
export const MAX_CLASSES = 1024;

/** The classes that a version answers with, by index. */
export const LabelsSchema = z
  .array(z.string().min(1).max(100))
  .min(2)
  .max(MAX_CLASSES)
  .refine((labels) => isAscending(labels), "must be distinct and in ascending order");

function isAscending(values: readonly string[]): boolean {
  return values.every((value, i) => i === 0 || (values[i - 1] ?? "") < value);
}
