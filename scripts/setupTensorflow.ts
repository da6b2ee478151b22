// npm run setup:tensorflow: installs tfjs-node for drafts (`assay train --backend tensorflow`), in a folder of its own.
import { AssayError } from "../oracle-worker/src/errors.ts";
import { installTensorflow } from "./lib/installTensorflow.ts";

try {
  console.log(await installTensorflow((text) => process.stderr.write(`[setup] ${text}\n`)));
} catch (error) {
  if (!(error instanceof AssayError)) throw error;
  console.error(`error: ${error.code}: ${error.message}; ${error.hint}`);
  process.exitCode = error.exitCode;
}
