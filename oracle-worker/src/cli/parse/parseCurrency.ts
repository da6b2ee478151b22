import { InvalidArgumentError } from "commander";
import { NATIVE } from "../native.ts";

/** How commands describe such an option's value. */
export const CURRENCY = "eth for the native coin, or a token's address";

/** A currency as the Market names it. @throws InvalidArgumentError */
export function parseCurrency(text: string): string {
  if (text === "eth") return NATIVE;
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return text;
  throw new InvalidArgumentError(`${JSON.stringify(text)} is no currency: write eth, or a token's address`);
}
