import { randomStream, scaleWord } from "../models/randomStream.ts";
import { SEED } from "./tinyRuns.ts";

const SIDE = 12;
/** Digits on five columns and seven rows. */
const GLYPHS = [
  "01110 10001 10011 10101 11001 10001 01110",
  "00100 01100 00100 00100 00100 00100 01110",
  "01110 10001 00001 00010 00100 01000 11111",
  "11111 00010 00100 00010 00001 10001 01110",
  "00010 00110 01010 10010 11111 00010 00010",
  "11111 10000 11110 00001 00001 10001 01110",
  "00110 01000 10000 11110 10001 10001 01110",
  "11111 00001 00010 00100 01000 01000 01000",
  "01110 10001 10001 01110 10001 10001 01110",
  "01110 10001 10001 01111 00001 00010 01100",
].map((rows) => rows.split(" ").map((row) => Array.from(row, Number)));

/**
 * Drawn digits as rows of numbers (jsonl): 12 × 12 pixels, each digit somewhere in the image, of some brightness, on
 * noise. Different streams give different drawings.
 */
export function drawDigits(count: number, stream: string): string {
  const words = randomStream(SEED, `digits/${stream}`);
  const size = SIDE * SIDE + 4;
  return Array.from({ length: count }, (_, n) => {
    const draw = (i: number, limit: number): number => scaleWord(words.wordAt(n * size + SIDE * SIDE + i), limit);
    const digit = n % 10;
    const [down, across, brightness] = [draw(0, SIDE - 7 + 1), draw(1, SIDE - 5 + 1), 0.5 + draw(2, 64) / 128];
    const features = Array.from({ length: SIDE * SIDE }, (_, i) => {
      const ink = GLYPHS[digit]?.[Math.floor(i / SIDE) - down]?.[(i % SIDE) - across] ?? 0;
      const noise = (words.wordAt(n * size + i) >>> 24) / 1024;
      return Math.round(1000 * (ink * brightness + noise)) / 1000;
    });
    return `${JSON.stringify({ features, label: String(digit) })}\n`;
  }).join("");
}
