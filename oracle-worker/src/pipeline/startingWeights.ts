import type { Hex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { type Architecture, shapesOf } from "../models/architecture.ts";
import { initialWeights } from "../models/initialWeights.ts";
import type { Weights } from "../models/weights.ts";

/**
 * Both kinds carry `PipelineRegistry.seedOf(…)`: it also fixes the order of batches, so that a fine-tune cannot be
 * copied either.
 */
export type InitialState = { kind: "seed"; seed: Hex } | { kind: "weights"; seed: Hex; weights: Weights };

/** The weights before the first step. @throws AssayError `ArchitectureMismatch` */
export function startingWeights(architecture: Architecture, initial: InitialState): Weights {
  if (initial.kind === "seed") return initialWeights(architecture, initial.seed);
  for (const [name, shape] of shapesOf(architecture)) {
    const given = initial.weights.get(name)?.shape.join();
    if (given !== shape.join()) {
      throw new AssayError(
        "ArchitectureMismatch",
        `the parent has ${name} of shape [${given ?? "none"}], the spec [${shape.join()}]`,
        {
          hint: "a fine-tune keeps its parent's architecture",
        },
      );
    }
  }
  if (initial.weights.size !== shapesOf(architecture).size) {
    throw new AssayError("ArchitectureMismatch", "the parent has more weights than the spec's architecture", {
      hint: "a fine-tune keeps its parent's architecture",
    });
  }
  return initial.weights;
}
