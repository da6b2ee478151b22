import { AssayError } from "../errors.ts";
import { sha256, toHex, type Hex } from "../core/sha256.ts";

/** No line is longer: a step has at most 7 digits, a loss at most 24 characters. */
const MAX_LINE_BYTES = 64;
const NEW_LINE = 10;
const LINE = /^\{"loss":"([^"]{1,32})","step":\d+\}$/;

/** Whether a text is the decimal form (ECMAScript) of a finite binary32. */
export function isFloatText(text: string): boolean {
  return Number.isFinite(Number(text)) && String(Math.fround(Number(text))) === text;
}

/** The most bytes that the log of so many steps may have. */
export function maxLogBytes(steps: number): number {
  return MAX_LINE_BYTES * steps;
}

/** The log file: one canonical line `{"loss","step"}` per step, from step 1 on (docs/SPEC.md, P-4). */
export function encodeLog(losses: Float32Array): Uint8Array {
  return new TextEncoder().encode(Array.from(losses, (loss, i) => `${lineOf(String(loss), i + 1)}\n`).join(""));
}

/** The loss of each of `steps` steps. @throws AssayError `ManifestInvalid` naming the line */
export function decodeLog(bytes: Uint8Array, steps: number): Float32Array {
  const losses = new Float32Array(steps);
  let start = 0;
  for (let step = 1; step <= steps; step++) {
    const end = bytes.indexOf(NEW_LINE, start);
    if (end < 0 || end - start > MAX_LINE_BYTES) throw invalid(`has no line for step ${step}`);
    losses[step - 1] = readLoss(Buffer.from(bytes.subarray(start, end)).toString("latin1"), step);
    start = end + 1;
  }
  if (start !== bytes.length) throw invalid(`goes on after step ${steps}`);
  return losses;
}

/** SHA-256 of a segment's losses as big-endian binary32 (docs/SPEC.md, P-4). */
export function lossesDigest(losses: Float32Array): Hex {
  const bytes = Buffer.alloc(4 * losses.length);
  losses.forEach((loss, i) => bytes.writeFloatBE(loss, 4 * i));
  return toHex(sha256(bytes));
}

function lineOf(loss: string, step: number): string {
  return `{"loss":"${loss}","step":${step}}`;
}

function readLoss(line: string, step: number): number {
  const loss = LINE.exec(line)?.[1] ?? "";
  if (isFloatText(loss) && line === lineOf(loss, step)) return Number(loss);
  throw invalid(`line ${step} is not {"loss": a binary32 in decimal, "step": ${step}} in canonical form`);
}

function invalid(problem: string): AssayError {
  return new AssayError("ManifestInvalid", `training log ${problem}`, {
    hint: "the contributor published another log than docs/SPEC.md (P-4) describes",
  });
}
