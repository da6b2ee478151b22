// Run with tsx, which translates the package's gradients: they are in none of its builds for Node.
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { createRequire } from "node:module";
import * as tf from "@tensorflow/tfjs-core";

createRequire(import.meta.url)("@tensorflow/tfjs-core/dist/register_all_gradients.js");

/** Selects a backend as its package ships it. After a failed start tfjs quietly takes the next one: that is an error here. */
export async function selectBackend(name) {
  tf.enableProdMode();
  await tf.setBackend(name);
  await tf.ready();
  if (tf.getBackend() !== name) throw new Error(`tfjs took the backend ${tf.getBackend()}, not ${name}`);
}
