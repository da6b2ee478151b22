import { registerBackend } from "@assay/engine/backend/registerBackend.ts";
import type { Engine } from "@assay/engine/createEngine.ts";
import { gptTokens, gptWeights } from "./gptData.ts";
import { GPT_SHAPES, type GptName } from "./gptModels.ts";
import { createGptTraining } from "./gptTraining.ts";

export type Job = { readonly model: GptName; readonly steps: number };

/** `hash`: SHA-256 of every weight, little-endian; losses of the first and the last step. */
export type Outcome = { readonly hash: string; readonly losses: readonly [number, number] };

/** Trains on an engine and names the bits it ended in. */
export async function trainToHash(engine: Engine, { model, steps }: Job): Promise<Outcome> {
  const shape = GPT_SHAPES[model];
  const training = createGptTraining(await registerBackend(engine), shape, gptWeights(shape));
  const losses = Array.from({ length: steps }, (_, step) => training.step(gptTokens(shape, step)));
  const parts = [...training.weights().values()];
  const all = new Float32Array(parts.reduce((size, { length }) => size + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { hash, losses: [losses[0] ?? Number.NaN, losses.at(-1) ?? Number.NaN] };
}
