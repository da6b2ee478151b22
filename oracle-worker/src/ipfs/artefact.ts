import { z } from "zod";
import { Hex32Schema } from "../core/hexSchema.ts";

/** Content by name (docs/SPEC.md, F-2): its CIDv1, the SHA-256 of its bytes, and their count. */
export const ArtefactSchema = z.strictObject({
  cid: z.string().min(1).max(128),
  sha256: Hex32Schema,
  bytes: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
});

export type Artefact = z.infer<typeof ArtefactSchema>;
