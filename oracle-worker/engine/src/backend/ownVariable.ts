import * as tf from "@tensorflow/tfjs-core";
import { currentBackend } from "./currentBackend.ts";

/**
 * Address of a variable's elements, for an update in place. Where they are shared (with the tensor that the variable was
 * made from, with a reshape), the variable gets a copy of its own first, so that nobody else sees the update.
 */
export function ownVariable(variable: tf.Variable): number {
  const backend = currentBackend();
  if (backend.refCount(variable.dataId) > 1) {
    const copy = backend.make(variable.shape, variable.dtype);
    backend.engine.copy(backend.addressOf(copy), backend.addressOf(variable), 4 * variable.size);
    const own = tf.engine().makeTensorFromTensorInfo(copy);
    variable.assign(own);
    own.dispose();
  }
  return backend.addressOf(variable);
}
