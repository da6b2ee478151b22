import { AssayError } from "../errors.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { decodeTensors, maxTensorsBytes } from "../models/safetensors.ts";
import { stateShapes } from "../models/stateShapes.ts";
import type { Weights } from "../models/weights.ts";
import { type Claims, stepOf } from "../proof/claims.ts";
import type { Contradiction } from "../proof/contradiction.ts";
import { locateTensors } from "../proof/locateTensors.ts";
import { fetchBounded } from "./fetchBounded.ts";
import { type Spec, trainerSpecOf } from "./spec.ts";

export type PublishedState =
  | { kind: "state"; tensors: Weights }
  /** The file is another state than the proof commits to. */
  | { kind: "contradicted"; contradiction: Contradiction }
  | { kind: "unavailable" };

/** The states that a version publishes. Checkpoints are counted from 1. */
export interface PublishedStates {
  /** Checkpoints whose states can be had, as far as is known. */
  available(): ReadonlySet<number>;
  /** @throws AssayError `ContentTooLarge`, `ContentMismatch`, `WeightsInvalid`, `ArchitectureMismatch`, `Aborted` */
  load(checkpoint: number): Promise<PublishedState>;
}

/** @param note told of a state that no gateway has */
export function createPublishedStates(
  { store, signal, note }: { store: ContentStore; signal?: AbortSignal | undefined; note: (text: string) => void },
  spec: Spec,
  claims: Claims,
): PublishedStates {
  const shapes = stateShapes(trainerSpecOf(spec));
  const limits = { maxBytes: maxTensorsBytes(shapes), signal };
  const available = new Set(claims.checkpoints.flatMap(({ state }, i) => (state === undefined ? [] : [i + 1])));

  async function fetchState(checkpoint: number): Promise<Uint8Array | undefined> {
    const state = claims.checkpoints[checkpoint - 1]?.state;
    if (state === undefined || !available.has(checkpoint)) return undefined;
    try {
      return await fetchBounded(store, "states", state, limits);
    } catch (cause) {
      if (!(cause instanceof AssayError) || cause.code !== "ContentUnavailable") throw cause;
      available.delete(checkpoint);
      note(`the state at step ${stepOf(claims, checkpoint)} is published, but cannot be had: ${cause.message}`);
      return undefined;
    }
  }

  return {
    available: () => available,
    async load(checkpoint) {
      const bytes = await fetchState(checkpoint);
      if (bytes === undefined) return { kind: "unavailable" };
      const tensors = decodeTensors(bytes, shapes);
      const claimed = claims.leaves.states[checkpoint - 1] ?? new Map<string, Uint8Array>();
      const step = stepOf(claims, checkpoint);
      const contradiction = locateTensors("leaf of the published state", step, { claimed, found: tensors });
      return contradiction === undefined ? { kind: "state", tensors } : { kind: "contradicted", contradiction };
    },
  };
}
