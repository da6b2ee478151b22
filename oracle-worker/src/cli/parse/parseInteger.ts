import { InvalidArgumentError } from "commander";

/** A parser of whole numbers from `min` to `max`, for commander. */
export function integerBetween(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(
      `${JSON.stringify(text)} is not a whole number from ${String(min)} to ${String(max)}`,
    );
  };
}

// Limits of the ids: docs/SPEC.md, L-1.
export const parseVersionId = integerBetween(1, 2 ** 28 - 1);
export const parseDatasetId = integerBetween(1, 2 ** 26 - 1);
export const parsePipelineId = integerBetween(1, 2 ** 24 - 1);
export const parseBenchmarkId = integerBetween(1, 2 ** 24 - 1);
export const parseBps = integerBetween(0, 10_000);
/** Of the engine. */
export const parseThreads = integerBetween(1, 64);
export const parsePort = integerBetween(0, 65_535);

/** Collects a repeated argument. */
export function collect<T>(parse: (text: string) => T): (text: string, before?: readonly T[]) => T[] {
  return (text, before = []) => [...before, parse(text)];
}
