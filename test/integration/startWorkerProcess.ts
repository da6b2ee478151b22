import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const MODULE = fileURLToPath(new URL("workerProcess.ts", import.meta.url));

/** A worker that runs elsewhere and can be killed. */
export type WorkerProcess = {
  readonly url: string;
  /** stdout and stderr so far. */
  output(): string;
  /** Sends the signal and waits for the end. @returns exit code, or null after a signal */
  end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null>;
};

/** @throws Error with what it wrote, when it ends before it is ready */
export async function startWorkerProcess(home: string): Promise<WorkerProcess> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--import", "tsx", MODULE, home], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  // A test that fails leaves nothing behind.
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("close", () => process.off("exit", kill));
  let output = "";
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      resolve(chunk.toString().trim());
    });
    void ended.then((code) => reject(new Error(`the worker ended with ${code}: ${output}`)));
  });
  return {
    url,
    output: () => output,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
