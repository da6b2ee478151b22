import { AssayError } from "../errors.ts";

/** What a constant answer scores. `baselineBps` is its accuracy in basis points, rounded down. */
export type Baseline = { answer: number; correct: number; total: number; baselineBps: number };

/** The most frequent class as the answer to every sample: the best that any constant does on them. */
export function majorityBaseline(labels: Uint16Array): Baseline {
  return constantBaseline(mostFrequent(labels), labels);
}

/**
 * The most frequent character of the training text as the answer to every held-out sample.
 * @param training alphabet indices of the training text
 * @param labels alphabet indices of the held-out answers
 */
export function unigramBaseline(training: ArrayLike<number>, labels: Uint16Array): Baseline {
  return constantBaseline(mostFrequent(training), labels);
}

function constantBaseline(answer: number, labels: Uint16Array): Baseline {
  const correct = labels.reduce((count, label) => (label === answer ? count + 1 : count), 0);
  return { answer, correct, total: labels.length, baselineBps: Math.floor((10_000 * correct) / labels.length) };
}

/** The lowest of the most frequent values. */
function mostFrequent(values: ArrayLike<number>): number {
  if (values.length === 0) {
    throw new AssayError("DatasetInvalid", "there are no samples to take a baseline of", {
      hint: "give data with rows",
    });
  }
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  let best = { value: 0, count: 0 };
  for (const [value, count] of counts) {
    if (count > best.count || (count === best.count && value < best.value)) best = { value, count };
  }
  return best.value;
}
