import { AssayError } from "../errors.ts";

/**
 * Where a run's weights come from: trained on the engine, which anyone can repeat; a draft of a backend that nobody can
 * repeat bit for bit; or a file from elsewhere. Only the first can be proven.
 */
export type RunOrigin = "trained" | "draft" | "imported";

/** Refuses what cannot be proven. @throws AssayError `RunUnprovable` */
export function checkProvable(origin: RunOrigin): void {
  if (origin === "trained") return;
  const what = origin === "draft" ? "a draft of a backend whose bits nobody can repeat" : "imported";
  throw new AssayError("RunUnprovable", `the run is ${what}: it has no proof`, {
    hint: "register it with --no-proof: it is then measured, not proven",
  });
}
