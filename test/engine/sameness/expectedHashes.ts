import type { GptName } from "./gptModels.ts";

/**
 * SHA-256 of every weight after a training, wherever it runs. It changes with the engine's arithmetic (docs/engine.md),
 * which gives the engine another digest too, and with nothing else.
 */
export const EXPECTED: Readonly<Record<GptName, { readonly steps: number; readonly hash: string }>> = {
  S: { steps: 60, hash: "e67a80ec99f07057257ee45525da5e9303e87a468bbd1306a61bde39d9eb6acd" },
  tiny: { steps: 20, hash: "89e10e7f36bf72b5a5de58f050c30aeb38aac52044249504acb4ea24e3977a8d" },
};
