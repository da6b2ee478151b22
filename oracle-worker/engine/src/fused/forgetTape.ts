import * as tf from "@tensorflow/tfjs-core";

/**
 * Disposes what tfjs keeps for a gradient that will not be taken, because computing it has thrown: tfjs itself would
 * keep it for ever.
 */
export function forgetTape(): void {
  const { state } = tf.engine();
  // Outside a gradient there is no tape, whatever the type says.
  const tape = state.activeTape as typeof state.activeTape | null;
  for (const { saved = [] } of tape ?? []) {
    for (const tensor of saved) tensor.dispose();
  }
  state.activeTape = [];
}
