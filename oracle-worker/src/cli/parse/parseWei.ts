import { InvalidArgumentError } from "commander";

/** Decimal places of each unit. */
const PLACES = { eth: 18, gwei: 9, wei: 0, "": 0 } as const;
const PATTERN = /^(?<whole>\d{1,40})(?:\.(?<fraction>\d{1,18}))?(?<unit>eth|gwei|wei|)$/;

/**
 * An amount in wei from "0.05eth", "3gwei" or "1500".
 * @throws InvalidArgumentError for anything else, and for fractions of a wei
 */
export function parseWei(text: string): bigint {
  const groups = PATTERN.exec(text.trim())?.groups;
  if (!groups) throw invalid(text);
  const { whole = "", fraction = "", unit = "" } = groups;
  const places = PLACES[toUnit(unit)];
  if (fraction.length > places) throw new InvalidArgumentError(`${text} is not a whole number of wei`);
  return BigInt(whole + fraction.padEnd(places, "0"));
}

/**
 * An amount in whole gwei, as price terms hold it.
 * @throws InvalidArgumentError when it is not whole gwei
 */
export function parseGwei(text: string): bigint {
  const wei = parseWei(text);
  if (wei % 1_000_000_000n !== 0n) throw new InvalidArgumentError(`${text} is not a whole number of gwei`);
  return wei / 1_000_000_000n;
}

function toUnit(text: string): keyof typeof PLACES {
  return text === "eth" || text === "gwei" || text === "wei" ? text : "";
}

function invalid(text: string): InvalidArgumentError {
  return new InvalidArgumentError(`${JSON.stringify(text)} is no amount: write 0.05eth, 3gwei or wei`);
}
