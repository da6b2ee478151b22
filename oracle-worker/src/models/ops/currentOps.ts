import * as tf from "@tensorflow/tfjs-core";
import { composedOps } from "./composedOps.ts";
import { fusedOps } from "./fusedOps.ts";
import type { GraphOps } from "./GraphOps.ts";

/** The operations of the backend that tfjs computes on now. */
export function currentOps(): GraphOps {
  return tf.getBackend() === "assay" ? fusedOps : composedOps;
}
