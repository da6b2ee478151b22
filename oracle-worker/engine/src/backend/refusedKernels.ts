import * as tf from "@tensorflow/tfjs-core";
import { type KernelTable, unsupported } from "./kernel.ts";

const COMPOSE = "write it with operations that the backend supports";
/** What to do instead, where there is more to say than to use other operations. */
const HINTS: Readonly<Record<string, string>> = {
  Multinomial: "draw from a Philox stream: tfjs' own generator belongs to the host",
};

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
        throw unsupported(name, "at all", HINTS[name] ?? COMPOSE);
      },
    ]),
  );
}
