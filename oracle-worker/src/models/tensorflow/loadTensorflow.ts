import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { AssayError } from "../../errors.ts";
import { repairUtil } from "./repairUtil.ts";

/** The module object itself, not a copy. */
const UtilSchema = z.custom<Record<string, unknown>>((value) => typeof value === "object" && value !== null);
const PACKAGE = "@tensorflow/tfjs-node";

/** Where `npm run setup:tensorflow` puts the package: outside of our own packages and their lockfile. */
export const TENSORFLOW_FOLDER = fileURLToPath(new URL("../../../../.assay/tensorflow/", import.meta.url));

/** The error of everything that keeps TensorFlow's native library from being used. */
export function tensorflowUnavailable(problem: string, cause?: unknown): AssayError {
  return new AssayError("TensorflowUnavailable", problem, {
    hint: "npm run setup:tensorflow tries to install it; without it train on the engine, which also gives a proof",
    cause,
  });
}

/**
 * Loads tfjs-node, which registers the backend `tensorflow` with the tfjs of this process (copies of tfjs share their
 * registry).
 * @throws AssayError `TensorflowUnavailable`
 */
export function loadTensorflow(folder: string = TENSORFLOW_FOLDER): void {
  if (!existsSync(join(folder, "node_modules", PACKAGE))) throw tensorflowUnavailable("tfjs-node is not installed");
  const require = createRequire(join(folder, "package.json"));
  repairUtil(UtilSchema.parse(require("node:util")));
  try {
    require(PACKAGE);
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    throw tensorflowUnavailable(`tfjs-node does not load: ${reason}`, cause);
  }
}
