import { z } from "zod";
import type { Hex } from "./sha256.ts";

/** 32 bytes as lower-case hex with 0x: digests, roots, seeds. */
export const Hex32Schema = z.custom<Hex>(
  (value) => typeof value === "string" && /^0x[0-9a-f]{64}$/.test(value),
  "must be 0x and 64 lower-case hex digits",
);

/** A 20-byte account. Any case is read; what is kept is lower case, so that one account has one canonical spelling. */
export const AddressSchema = z
  .custom<Hex>(
    (value) => typeof value === "string" && /^0x[0-9a-fA-F]{40}$/.test(value),
    "must be an address: 0x and 40 hex digits",
  )
  .transform((address): Hex => `0x${address.slice(2).toLowerCase()}`);
