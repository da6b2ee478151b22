import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Start } from "./contestant.ts";

const ReadySchema = z.object({ ready: z.literal(true) });
const TurnSchema = z.object({ values: z.array(z.number()), milliseconds: z.array(z.number()) });
const DigestSchema = z.object({ digest: z.string() });

export type Turn = z.infer<typeof TurnSchema>;
export type TurnRequest = { steps: number } | { milliseconds: number };

/** A contestant at work. Every answer may be refused with what the process said when it died. */
export interface Running {
  turn(request: TurnRequest, limitMs: number): Promise<Turn>;
  /** SHA-256 of its state. */
  digest(): Promise<string>;
  /** The most memory the process has held, where the system tells (Linux). */
  peakBytes(): number | null;
  stop(): void;
}

const START_LIMIT_MS = 60_000;
const KEPT_ERROR_CHARACTERS = 4_000;

/** Starts a contestant's process and waits until it is ready for turns. */
export async function startContestant({ command, args, environment }: Start): Promise<Running> {
  const child = spawn(command, args, { env: { ...process.env, ...environment }, stdio: ["pipe", "pipe", "pipe"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let words = "";
  child.stderr.on("data", (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-KEPT_ERROR_CHARACTERS);
  });
  child.stdin.on("error", () => undefined); // A dead process is noticed when its answer is missing.
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(`${lastWords(words)} (exit ${signal ?? String(code)})`));
  });
  const answer = async (limitMs: number): Promise<unknown> => {
    const timer = new AbortController();
    const late = delay(limitMs, null, { signal: timer.signal }).catch(() => null);
    const line = await Promise.race([lines.next(), late]);
    timer.abort();
    if (line === null) {
      child.kill("SIGKILL");
      throw new Error(`took more than ${limitMs / 1000} s`);
    }
    const { value, done } = line;
    if (done === true) throw new Error(await ended);
    return JSON.parse(value);
  };
  const ask = (request: object, limitMs: number): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return answer(limitMs);
  };
  ReadySchema.parse(await answer(START_LIMIT_MS));
  return {
    turn: async (request, limitMs) => TurnSchema.parse(await ask(request, limitMs)),
    digest: async () => DigestSchema.parse(await ask({ digest: true }, START_LIMIT_MS)).digest,
    peakBytes: () => peakBytes(child.pid),
    stop: () => void child.kill("SIGKILL"),
  };
}

/** The line that names the error, or the last one. */
function lastWords(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return (lines.findLast((line) => /^\s*\w*(Error|Aborted)\b/.test(line)) ?? lines.at(-1) ?? "said nothing").trim();
}

function peakBytes(pid: number | undefined): number | null {
  try {
    const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    return null;
  }
}
