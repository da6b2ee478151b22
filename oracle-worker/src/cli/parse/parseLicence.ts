import { InvalidArgumentError } from "commander";

// Of `Hex32Schema` and `LicenceSchema`, which would load zod for every command's help.
const DIGEST = /^0x[0-9a-f]{64}$/;
const EXPRESSION = /^[A-Za-z0-9][A-Za-z0-9.+() -]{0,99}$/;

/** An SPDX expression, or the SHA-256 of a licence's text. @throws InvalidArgumentError */
export function parseLicence(text: string): string {
  // A digest that ends in 0 would be read as an expression (docs/SPEC.md, A-1).
  const isDigest = DIGEST.test(text) && !text.endsWith("00");
  if (isDigest || (!text.startsWith("0x") && EXPRESSION.test(text))) return text;
  throw new InvalidArgumentError(
    `${JSON.stringify(text)} is neither an SPDX expression nor a SHA-256: 0x and 64 lower-case hex digits, not ending in 00`,
  );
}
