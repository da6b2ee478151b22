import { type RandomStream, scaleWord } from "./randomStream.ts";

/** The numbers below `length` in random order: Fisher–Yates from the last place down, word i for place i. */
export function permutation(length: number, words: RandomStream): Int32Array {
  const order = Int32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = scaleWord(words.wordAt(i), i + 1);
    const moved = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = moved;
  }
  return order;
}
