import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Node options that let a child run our TypeScript and end with its parent. */
const NODE_OPTIONS = [
  "--disable-warning=ExperimentalWarning",
  "--import",
  fileURLToPath(new URL("endWithParent.mjs", import.meta.url)),
  "--import",
  "tsx",
];
/** How long a child may take to stop before it is killed. */
const STOP_MS = 10_000;
/** How much of a child's stderr an error quotes. */
const TAIL_CHARACTERS = 2_000;

/** A running child. */
export type Child = {
  readonly name: string;
  readonly pid: number;
  /** What it printed first: one JSON object. */
  readonly ready: unknown;
  /** The end of what it wrote on stderr. */
  stderr(): string;
  /** Fires when it ends, whatever the reason. */
  readonly ended: Promise<void>;
  /** Asks it to stop, and kills it if it does not. Does nothing when it has ended. */
  stop(): Promise<void>;
};

export type ChildOptions = {
  /** For messages. */
  name: string;
  /** Module to run under Node, and its arguments. */
  module: string;
  args: readonly string[];
  cwd: string;
  timeoutMs: number;
  /** Ends a start that is under way. */
  signal: AbortSignal;
};

/**
 * Starts a Node process that prints one line of JSON when it is ready.
 * @throws Error with the child's own words when it ends before, or takes longer than `timeoutMs`
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  options.signal.throwIfAborted();
  const child = spawn(process.execPath, [...NODE_OPTIONS, options.module, ...options.args], {
    cwd: options.cwd,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = () => stopChild(child, ended);
  let tail = "";
  child.stderr?.on("data", (chunk: Buffer) => (tail = (tail + chunk.toString()).slice(-TAIL_CHARACTERS)));
  try {
    const ready = await firstLine(child, ended, options, () => tail);
    return { name: options.name, pid: child.pid ?? 0, ready, stderr: () => tail, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function firstLine(
  child: ChildProcess,
  ended: Promise<void>,
  options: ChildOptions,
  tail: () => string,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`${options.name} ${what}: ${tail().trim()}`));
    const timer = setTimeout(() => fail(`is not ready after ${String(options.timeoutMs)} ms`), options.timeoutMs);
    let text = "";
    options.signal.addEventListener("abort", () => fail("was stopped before it was ready"), { once: true });
    child.once("error", (cause) => fail(`did not start (${cause.message})`));
    void ended.then(() => {
      clearTimeout(timer);
      fail("ended before it was ready");
    });
    // Reading goes on after the first line: a full pipe would stop the child.
    child.stdout?.on("data", (chunk: Buffer) => {
      if (text.includes("\n")) return;
      text += chunk.toString();
      const end = text.indexOf("\n");
      if (end < 0) return;
      clearTimeout(timer);
      try {
        resolve(JSON.parse(text.slice(0, end)));
      } catch {
        fail(`printed ${JSON.stringify(text.slice(0, end))} instead of JSON`);
      }
    });
  });
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(timer);
}
