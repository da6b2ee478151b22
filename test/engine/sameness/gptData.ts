import { philox } from "../../../oracle-worker/src/models/philox.ts";
import { type GptShape, gptWeightShapes } from "./gptModels.ts";

/** Streams of random words, by number: one for the text, one per weight. */
const TEXT = 0;
const WORDS = 24;
const WORD_LENGTH = 7;

/** Initial weights by name: gains 1, biases 0, matrices uniform. Integers and + − × ÷ only, so the same everywhere. */
export function gptWeights(shape: GptShape): Map<string, { shape: readonly number[]; values: Float32Array }> {
  const weights = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  let stream = TEXT;
  for (const [name, dimensions] of gptWeightShapes(shape)) {
    stream++;
    const values = new Float32Array(dimensions.reduce((product, length) => product * length, 1));
    if (name.endsWith(".gain")) values.fill(1);
    else if (dimensions.length > 1)
      values.forEach((_, i) => (values[i] = ((wordAt(stream, i) >>> 8) / 2 ** 23 - 1) / 16));
    weights.set(name, { shape: dimensions, values });
  }
  return weights;
}

/** Step `step`'s blocks of `context + 1` tokens from an endless text of a few random words: something to learn. */
export function gptTokens({ batch, context, vocabulary }: GptShape, step: number): Int32Array {
  const size = batch * (context + 1);
  return Int32Array.from({ length: size }, (_, i) => {
    const place = step * size + i;
    const word = wordAt(TEXT, 2 ** 20 + Math.floor(place / WORD_LENGTH)) % WORDS;
    return wordAt(TEXT, word * WORD_LENGTH + (place % WORD_LENGTH)) % vocabulary;
  });
}

function wordAt(stream: number, index: number): number {
  return philox([0x5a5a, stream], [Math.floor(index / 4), 0, 0, 0])[index % 4] ?? 0;
}
