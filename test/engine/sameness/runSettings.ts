import { z } from "zod";

/** How one training runs in a process of its own. */
export const RunSettingsSchema = z.strictObject({
  model: z.enum(["S", "tiny"]),
  steps: z.int().min(1),
  threads: z.int().min(1),
  tile: z.enum(["5x8", "5x16"]),
  revectorize: z.boolean(),
});
export type RunSettings = z.infer<typeof RunSettingsSchema>;
