import { ADAM, SGD } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";

/** One tensor that an optimiser updates in place, by addresses. SGD's velocity is its first moment. */
export type OptimizedTensor = {
  weight: number;
  gradient: number;
  first: number;
  second: number;
  size: number;
  decays: boolean;
};

/** Numbers of a step of Adam or AdamW, in binary64: each is rounded to binary32 once. */
export type AdamScalars = {
  beta1: number;
  beta2: number;
  /** 1 / (1 − βᵢ^step). */
  correction1: number;
  correction2: number;
  epsilon: number;
  rate: number;
  /** Factor of the tensors that decay. */
  decay: number;
};

const WORDS = 6;

/** Adam and AdamW over all tensors in one operation: docs/engine.md, "Optimisers". */
export function adam(engine: Engine, tensors: readonly OptimizedTensor[], scalars: AdamScalars): void {
  const { beta1, beta2, correction1, correction2, epsilon, rate, decay } = scalars;
  const floats = [beta1, 1 - beta1, beta2, 1 - beta2, correction1, correction2, epsilon, rate, decay];
  runOnTable(engine, ADAM, tensors, floats);
}

/** SGD with momentum over all tensors in one operation. */
export function sgd(
  engine: Engine,
  tensors: readonly OptimizedTensor[],
  { momentum, rate }: { momentum: number; rate: number },
): void {
  runOnTable(engine, SGD, tensors, [momentum, rate]);
}

function runOnTable(
  engine: Engine,
  operation: number,
  tensors: readonly OptimizedTensor[],
  floats: readonly number[],
): void {
  const table = engine.alloc(4 * WORDS * tensors.length);
  const words = engine.i32;
  try {
    tensors.forEach(({ weight, gradient, first, second, size, decays }, i) => {
      const row = table / 4 + WORDS * i;
      words[row] = weight;
      words[row + 1] = gradient;
      words[row + 2] = first;
      words[row + 3] = second;
      words[row + 4] = size;
      words[row + 5] = decays ? 1 : 0;
    });
    engine.run(operation, [table, tensors.length], floats);
  } finally {
    engine.free(table);
  }
}
