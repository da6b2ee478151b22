import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { registerGradients } from "../gradients/registerGradients.ts";

/** Selects tfjs' own `cpu` backend, with our gradients. */
export async function useCpu(): Promise<void> {
  tf.enableProdMode();
  registerGradients();
  await tf.setBackend("cpu");
}
