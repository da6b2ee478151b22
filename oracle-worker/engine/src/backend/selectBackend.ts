import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../EngineError.ts";

/**
 * Makes a registered backend the one that every later tensor lives on.
 * @throws EngineError `BackendNotSelected` when tfjs uses another one: it logs that a backend failed, and takes the next
 */
export async function selectBackend(name: string): Promise<void> {
  let cause: unknown;
  try {
    await tf.setBackend(name);
    await tf.ready();
  } catch (error) {
    cause = error;
  }
  const found = tf.getBackend();
  if (cause === undefined && found === name && tf.engine().findBackend(name) === tf.backend()) return;
  throw new EngineError("BackendNotSelected", `tfjs computes on ${found}, not on ${name}`, {
    hint: "register the backend before it is selected",
    cause,
  });
}
