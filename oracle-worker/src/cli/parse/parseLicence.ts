import { InvalidArgumentError } from "commander";
import { Hex32Schema } from "../../core/hexSchema.ts";
import { LicenceSchema } from "../../pipeline/fields.ts";

/** An SPDX expression, or the SHA-256 of a licence's text. @throws InvalidArgumentError */
export function parseLicence(text: string): string {
  // A digest that ends in 0 would be read as an expression (docs/SPEC.md, L-11).
  const isDigest = Hex32Schema.safeParse(text).success && !text.endsWith("00");
  if (isDigest || (!text.startsWith("0x") && LicenceSchema.safeParse(text).success)) return text;
  throw new InvalidArgumentError(
    `${JSON.stringify(text)} is neither an SPDX expression nor a SHA-256: 0x and 64 lower-case hex digits, not ending in 00`,
  );
}
