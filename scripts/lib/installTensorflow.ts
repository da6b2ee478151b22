import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AssayError } from "../../oracle-worker/src/errors.ts";
import { TENSORFLOW_FOLDER } from "../../oracle-worker/src/models/tensorflow/loadTensorflow.ts";
import { tryTensorflow } from "../../oracle-worker/src/models/tensorflow/tryTensorflow.ts";
import { npm } from "./npm.mjs";

const VERSION = "4.22.0";
const HOST_TIMEOUT_MS = 15_000;
/** No lockfile, and nothing of it in ours: the package is a person's own choice, on their own machine. */
const INSTALL = ["install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"];
const BUILD = ["rebuild", "@tensorflow/tfjs-node", "--no-package-lock"];

/**
 * Installs tfjs-node and its native library, repairs what Node has removed under it, and takes a training step with it.
 * @param say told of each phase
 * @returns what was found, for the user
 * @throws AssayError `TensorflowUnavailable`; nothing is left behind then
 */
export async function installTensorflow(say: (text: string) => void): Promise<string> {
  say("looking for the host of TensorFlow's native library ...");
  await reachHost(hostOf(process.env));
  const folder = TENSORFLOW_FOLDER;
  mkdirSync(folder, { recursive: true });
  try {
    const project = { private: true, dependencies: { "@tensorflow/tfjs-node": VERSION } };
    writeFileSync(join(folder, "package.json"), JSON.stringify(project));
    say(`installing @tensorflow/tfjs-node ${VERSION} and its native library (hundreds of MB) ...`);
    for (const args of [INSTALL, BUILD]) await runNpm(args, folder);
    say("taking a training step ...");
    return await tryTensorflow();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Where tfjs-node's own installer downloads from; it reads the same variables. */
export function hostOf(env: NodeJS.ProcessEnv): string {
  return (
    env["TFJS_NODE_BASE_URI"] ?? env["TFJS_NODE_CDN_STORAGE"] ?? env["CDN_STORAGE"] ?? "https://storage.googleapis.com/"
  );
}

/** Any answer will do: what is there is the installer's business. */
async function reachHost(host: string): Promise<void> {
  try {
    await fetch(host, { method: "HEAD", signal: AbortSignal.timeout(HOST_TIMEOUT_MS) });
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    throw unavailable(`the native library's host ${host} is not reachable (${reason})`, cause);
  }
}

async function runNpm(args: readonly string[], cwd: string): Promise<void> {
  try {
    await npm([...args], { node: process.execPath, cwd });
  } catch (cause) {
    const words = cause instanceof Error ? (cause.message.trim().split("\n").at(-1) ?? "") : String(cause);
    throw unavailable(`npm could not install tfjs-node: ${words}`, cause);
  }
}

function unavailable(problem: string, cause: unknown): AssayError {
  return new AssayError("TensorflowUnavailable", problem, {
    hint: "try again where it can be had (TFJS_NODE_CDN_STORAGE names a mirror), or train on the engine, which also gives a proof",
    cause,
  });
}
