import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../EngineError.ts";

/** Names of tfjs' scopes around operations that draw from the host's generator: tf.dropout calls one of them. */
const HOST_RANDOM = /^(rand|random\w+|truncatedNormal)__op$/;

/**
 * Refuses values that tfjs draws itself. They reach a backend as any other values do, but inside a scope that bears
 * their operation's name.
 * @throws EngineError `UnsupportedOperation`
 */
export function refuseHostRandomness(): void {
  const name = scopeName();
  if (!HOST_RANDOM.test(name)) return;
  throw new EngineError("UnsupportedOperation", `tf.${name.replace("__op", "")} draws from the host's generator`, {
    hint: "draw from a Philox stream and pass the values; for dropout use the engine's own operation",
  });
}

function scopeName(): string {
  const { activeScope } = tf.engine().state;
  // tfjs leaves it unset outside of any scope, whatever its type says.
  return (activeScope as typeof activeScope | null | undefined)?.name ?? "";
}
