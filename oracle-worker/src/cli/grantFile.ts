import { z } from "zod";
import { DATASET_ACTIONS } from "../core/datasetAction.ts";
import { AddressSchema, Hex32Schema } from "../core/hexSchema.ts";
import type { Hex } from "../core/sha256.ts";
import { DatasetIdSchema } from "../pipeline/fields.ts";
import { parseText } from "../pipeline/parseDocument.ts";
import { readInputFile } from "../runs/readInputFile.ts";

/** An ERC-1271 owner's signature may be long, a file of ours is not. */
const MAX_BYTES = 64 * 1024;
/** Last second that the chain can keep. */
const MAX_TIME = 2 ** 40 - 1;

const SignatureSchema = z.custom<Hex>(
  (value) => typeof value === "string" && /^0x(?:[0-9a-f]{2})+$/.test(value),
  "must be 0x and lower-case hex bytes",
);

/** A signed grant as it travels from a dataset's owner to a grantee (docs/SPEC.md, F-9). */
export const GrantFileSchema = z.strictObject({
  schema: z.literal("assay/grant@1"),
  chainId: z.int().min(1),
  registry: AddressSchema,
  grant: z.strictObject({
    datasetId: DatasetIdSchema,
    grantee: AddressSchema,
    action: z.enum(DATASET_ACTIONS),
    licence: Hex32Schema,
    expiresAt: z.int().min(0).max(MAX_TIME),
    nonce: z.string().regex(/^(?:0|[1-9]\d{0,77})$/, "must be a whole number in decimal"),
    deadline: z.int().min(0).max(MAX_TIME),
  }),
  signature: SignatureSchema,
});

export type GrantFile = z.infer<typeof GrantFileSchema>;

/** @throws AssayError `FileUnreadable`, `UsageInvalid` naming every offending field */
export async function readGrantFile(path: string): Promise<GrantFile> {
  const bytes = await readInputFile(path, MAX_BYTES);
  const kind = { name: "grant", code: "UsageInvalid", schema: GrantFileSchema } as const;
  return parseText(kind, new TextDecoder().decode(bytes));
}
