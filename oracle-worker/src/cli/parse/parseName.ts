import { InvalidArgumentError } from "commander";

/** Longest name of a pipeline, bytes (docs/SPEC.md, L-13). */
export const MAX_NAME_BYTES = 64;

/** A name that the registry takes. @throws InvalidArgumentError */
export function parseName(text: string): string {
  const length = new TextEncoder().encode(text).length;
  if (length > 0 && length <= MAX_NAME_BYTES) return text;
  throw new InvalidArgumentError(`a name has 1 to ${String(MAX_NAME_BYTES)} bytes, this one ${String(length)}`);
}
