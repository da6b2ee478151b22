import { InvalidArgumentError } from "commander";
import { parseGwei, parseWei } from "./parseWei.ts";

/** Decimal places of prices in price terms: 10⁻⁹ of a whole coin, token or dollar. */
const NANO_PLACES = 9;

/** Whole tokens or dollars, such as "12.5", in units of 10^-places. @throws InvalidArgumentError */
export function parseUnits(text: string, places: number): bigint {
  const [, whole, fraction = ""] = /^(\d{1,40})(?:\.(\d{1,18}))?$/.exec(text.trim()) ?? [];
  if (whole === undefined)
    throw new InvalidArgumentError(`${JSON.stringify(text)} is no amount: write whole units, such as 12.5`);
  if (fraction.length > places)
    throw new InvalidArgumentError(`${text} has more than ${String(places)} decimal places`);
  return BigInt(whole + fraction.padEnd(places, "0"));
}

/** An amount to pay: as `parseWei` for the native coin, whole tokens otherwise. @throws InvalidArgumentError */
export function parseAmount(text: string, currency: { index: number; decimals: number }): bigint {
  return currency.index === 0 ? parseWei(text) : parseUnits(text, currency.decimals);
}

/** A price for price terms: as `parseGwei` in the native coin, whole tokens or dollars otherwise. @throws InvalidArgumentError */
export function parseNano(text: string, isNative: boolean): bigint {
  return isNative ? parseGwei(text) : parseUnits(text.replace(/usd$/, ""), NANO_PLACES);
}
