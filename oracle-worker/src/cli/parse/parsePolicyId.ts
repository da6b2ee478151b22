import { InvalidArgumentError } from "commander";
import type { Hex } from "../../core/sha256.ts";

const EVERYBODY: Hex = `0x${"0".repeat(64)}`;

/** A policy id, or `everybody` for policy 0. @throws InvalidArgumentError */
export function parsePolicyId(text: string): Hex {
  if (text === "everybody") return EVERYBODY;
  // Without the schemas: they would load zod for every command's help.
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return `0x${text.slice(2).toLowerCase()}`;
  throw new InvalidArgumentError(
    `${JSON.stringify(text)} is no policy: write its id, 0x and 64 hex digits, or everybody`,
  );
}
