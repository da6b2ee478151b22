import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ASSAY = fileURLToPath(new URL("../../oracle-worker/bin/assay.mjs", import.meta.url));

export type Outcome = { exitCode: number; stdout: string; stderr: string };

/**
 * Runs one `assay` command as a process of its own. `onStderr` sees what has been written so far and may stop the process, once:
 * a second signal could meet it while it ends.
 */
export async function runAssay(
  args: readonly string[],
  onStderr: (text: string, interrupt: (signal?: NodeJS.Signals) => void) => void = () => {},
  cwd?: string,
): Promise<Outcome> {
  const child = spawn(process.execPath, [ASSAY, ...args], { stdio: ["ignore", "pipe", "pipe"], cwd });
  let stdout = "";
  let stderr = "";
  let interrupted = false;
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    onStderr(stderr, (signal = "SIGINT") => {
      if (!interrupted) interrupted = child.kill(signal);
    });
  });
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? -1));
  });
  return { exitCode, stdout, stderr };
}
