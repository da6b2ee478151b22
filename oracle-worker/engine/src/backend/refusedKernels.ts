import * as tf from "@tensorflow/tfjs-core";
import { type KernelTable, unsupported } from "./kernel.ts";

const COMPOSE = "write it with operations that the backend supports";
/** What to do instead, where there is more to say. */
const HINTS: readonly [RegExp, string][] = [
  [/^Multinomial$/, "draw from a Philox stream: tfjs' own generator belongs to the host"],
  [/^(Complex.*|Real|Imag|I?FFT)$/, "keep real and imaginary parts in two float32 tensors"],
  [/^(String.*|StaticRegexReplace)$/, "turn text into int32 tensors before it comes here"],
  [
    /^A?(Sin|Cos|Tan).*$/,
    "angles have no polynomial of the engine's: compute tables before training, in binary64 by + − × ÷ √",
  ],
];

/** Names of all kernels that tfjs' own package knows: its exported constants that equal their names. */
export function knownKernels(): string[] {
  return Object.entries(tf)
    .filter(([key, value]) => key === value)
    .map(([key]) => key)
    .sort();
}

/** A kernel for every name that tfjs knows, which refuses by name: register it last. */
export function refusedKernels(): KernelTable {
  return Object.fromEntries(
    knownKernels().map((name) => [
      name,
      () => {
        throw unsupported(name, "at all", hintFor(name));
      },
    ]),
  );
}

function hintFor(name: string): string {
  return HINTS.find(([pattern]) => pattern.test(name))?.[1] ?? COMPOSE;
}
