import { AssayError } from "../errors.ts";

/** What a constant answer scores. `baselineBps` is its accuracy in basis points, rounded down. */
export type Baseline = { answer: number; correct: number; total: number; baselineBps: number };

/** The most frequent class as the answer to every sample: the best that any constant does on them. */
export function majorityBaseline(labels: Uint16Array): Baseline {
  const answer = mostFrequent(labels);
  const correct = labels.reduce((count, label) => (label === answer ? count + 1 : count), 0);
  return { answer, correct, total: labels.length, baselineBps: Math.floor((10_000 * correct) / labels.length) };
}

/**
 * After each character the one that followed it most often in the training text: what counting pairs of characters
 * gets. Characters that the training text lacks are answered with its commonest one.
 * @param training alphabet indices of the training text
 * @param samples alphabet indices; the last of each input is what the answer follows
 */
export function bigramBaseline(
  training: ArrayLike<number>,
  samples: { inputs: readonly ArrayLike<number>[]; labels: Uint16Array },
): Omit<Baseline, "answer"> {
  const fallback = mostFrequent(training);
  const followers = new Map<number, number[]>();
  for (let i = 1; i < training.length; i++) {
    const previous = training[i - 1] ?? 0;
    const list = followers.get(previous) ?? [];
    list.push(training[i] ?? 0);
    followers.set(previous, list);
  }
  const answers = new Map([...followers].map(([previous, list]) => [previous, mostFrequent(list)]));
  const { inputs, labels } = samples;
  const correct = labels.reduce((count, label, i) => {
    const input = inputs[i] ?? [];
    const answer = answers.get(input[input.length - 1] ?? -1) ?? fallback;
    return answer === label ? count + 1 : count;
  }, 0);
  return { correct, total: labels.length, baselineBps: Math.floor((10_000 * correct) / labels.length) };
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
