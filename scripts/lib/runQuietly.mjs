import { spawn } from "node:child_process";
import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a command with its output kept back; a signal ends both.
 * @returns {Promise<{ code: number, output: string }>} its exit code and everything it printed
 */
export function runQuietly(command, args, { cwd, env }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const stop = (signal) => {
      child.kill("SIGKILL"); // npm outlives a SIGTERM, and would go on writing.
      process.exit(128 + constants.signals[signal]);
    };
    const end = (code, output) => {
      for (const signal of SIGNALS) process.off(signal, stop);
      resolve({ code, output });
    };
    for (const signal of SIGNALS) process.on(signal, stop);
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.once("error", (error) => end(127, error.message));
    child.once("close", (code) => end(code ?? 1, Buffer.concat(chunks).toString("utf8")));
  });
}
