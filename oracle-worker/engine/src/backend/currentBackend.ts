import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../EngineError.ts";
import { AssayBackend } from "./AssayBackend.ts";

/** The backend on which tfjs computes. @throws EngineError `BackendNotSelected` when that is not `assay` */
export function currentBackend(): AssayBackend {
  const backend = tf.backend();
  if (backend instanceof AssayBackend) return backend;
  throw new EngineError("BackendNotSelected", `tfjs computes on ${tf.getBackend()}, not on assay`, {
    hint: "await registerBackend(engine) first",
  });
}
