import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ASSAY = fileURLToPath(new URL("../../oracle-worker/bin/assay.mjs", import.meta.url));

/** How a command ended. `result` is its JSON object, absent when it failed. */
export interface CommandOutcome {
  /** From its start to its end. */
  readonly seconds: number;
  readonly exitCode: number;
  readonly result: Readonly<Record<string, unknown>> | undefined;
  readonly stderr: string;
}

/** The command as a person would type it in the repository's root. */
export function asTyped(args: readonly string[]): string {
  return ["npx", "assay", ...args]
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`))
    .join(" ");
}

/**
 * Runs one public `assay` command in a process of its own.
 * @param onLine told every line of stderr as it comes: progress of long steps
 * @param directory that it runs in; absent: this process's
 */
export async function runAssay(
  args: readonly string[],
  options: { signal: AbortSignal; onLine?: (line: string) => void; directory?: string },
): Promise<CommandOutcome> {
  const start = performance.now();
  const child = spawn(process.execPath, [ASSAY, "--json", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    signal: options.signal,
    killSignal: "SIGTERM",
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
  });
  let stdout = "";
  let stderr = "";
  let partial = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => {
    const text = chunk.toString();
    stderr += text;
    const lines = (partial + text).split("\n");
    partial = lines.pop() ?? "";
    for (const line of lines) options.onLine?.(line);
  });
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve(code ?? 1);
    });
  });
  return {
    seconds: (performance.now() - start) / 1000,
    exitCode,
    result: exitCode === 0 ? (JSON.parse(stdout) as Record<string, unknown>) : undefined,
    stderr: stderr.trim(),
  };
}
