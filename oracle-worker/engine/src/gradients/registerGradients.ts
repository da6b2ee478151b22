import * as tf from "@tensorflow/tfjs-core";
import { activations } from "./activations.ts";
import { arithmetic } from "./arithmetic.ts";
import { constants } from "./constants.ts";
import { convolution } from "./convolution.ts";
import { functions } from "./functions.ts";
import { type Gradients, one } from "./gradient.ts";
import { joins } from "./joins.ts";
import { matMul } from "./matMul.ts";
import { moves } from "./moves.ts";
import { pooling } from "./pooling.ts";
import { reductions } from "./reductions.ts";
import { softmax } from "./softmax.ts";

/**
 * Every gradient. The build of tfjs that Node loads has none; these graphs decide bits, so they are ours wherever the
 * engine runs, also where tfjs brings its own (docs/engine.md, Gradients).
 */
export const GRADIENTS: Gradients = {
  ...arithmetic,
  ...functions,
  ...activations,
  ...constants,
  ...reductions,
  ...softmax,
  ...matMul,
  ...moves,
  ...joins,
  ...convolution,
  ...pooling,
};

/** What `registerGradients` has put into tfjs, whose registry is shared by everything in the process. */
const registered = new WeakSet<tf.GradConfig>();

/** Makes operations differentiable by our gradients, in the place of whatever was registered; may be called again. */
export function registerGradients(): void {
  for (const [kernelName, { gradFunc, ...saves }] of Object.entries(GRADIENTS)) {
    const present = presentGradient(kernelName);
    if (present !== undefined && registered.has(present)) continue;
    if (present !== undefined) tf.unregisterGradient(kernelName);
    const config: tf.GradConfig = {
      ...saves,
      kernelName,
      gradFunc: (dy, saved, attrs) => {
        const all = Array.isArray(dy) ? dy : [dy];
        return gradFunc(one(all), saved, attrs, all);
      },
    };
    tf.registerGradient(config);
    registered.add(config);
  }
}

/** The library's own type leaves out that a kernel may have none. */
function presentGradient(kernelName: string): tf.GradConfig | undefined {
  return tf.getGradient(kernelName);
}
