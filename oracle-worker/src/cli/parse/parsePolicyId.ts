import { InvalidArgumentError } from "commander";
import { Hex32Schema } from "../../core/hexSchema.ts";
import type { Hex } from "../../core/sha256.ts";

const EVERYBODY: Hex = `0x${"0".repeat(64)}`;

/** A policy id, or `everybody` for policy 0. @throws InvalidArgumentError */
export function parsePolicyId(text: string): Hex {
  if (text === "everybody") return EVERYBODY;
  const id = Hex32Schema.safeParse(text.toLowerCase());
  if (id.success) return id.data;
  throw new InvalidArgumentError(
    `${JSON.stringify(text)} is no policy: write its id, 0x and 64 hex digits, or everybody`,
  );
}
