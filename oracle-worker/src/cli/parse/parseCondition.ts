import { InvalidArgumentError } from "commander";
import type { Hex } from "../../core/sha256.ts";
import { parseAddress } from "./parseVersion.ts";

/** A token and the smallest balance of it. */
export type Holding = { token: Hex; id: bigint; minimum: bigint };
/** One token of a collection. */
export type TokenRef = { token: Hex; id: bigint };

const MAX_UINT256 = 2n ** 256n - 1n;

/** `TOKEN=MINIMUM`: an ERC-20 or ERC-721 contract and a balance in its smallest unit. @throws InvalidArgumentError */
export function parseHolding(text: string): Holding {
  const [token, minimum] = split(text, /^([^=/]+)=([^=/]+)$/, "TOKEN=MINIMUM");
  return { token: parseAddress(token), id: 0n, minimum: parseUint(minimum, 1n) };
}

/** `TOKEN/ID=MINIMUM`: an ERC-1155 contract, one of its ids, and a balance. @throws InvalidArgumentError */
export function parseMultiHolding(text: string): Holding {
  const [token, id, minimum] = split(text, /^([^=/]+)\/([^=/]+)=([^=/]+)$/, "TOKEN/ID=MINIMUM");
  return { token: parseAddress(token), id: parseUint(id, 0n), minimum: parseUint(minimum, 1n) };
}

/** `TOKEN/ID`: an ERC-721 contract and one of its ids. @throws InvalidArgumentError */
export function parseTokenRef(text: string): TokenRef {
  const [token, id] = split(text, /^([^=/]+)\/([^=/]+)$/, "TOKEN/ID");
  return { token: parseAddress(token), id: parseUint(id, 0n) };
}

/** A whole number below 2^256. @throws InvalidArgumentError */
export function parseUint(text: string, min: bigint): bigint {
  const value = /^(?:0|[1-9]\d{0,77})$/.test(text) ? BigInt(text) : -1n;
  if (value >= min && value <= MAX_UINT256) return value;
  throw new InvalidArgumentError(`${JSON.stringify(text)} is not a whole number from ${String(min)} to 2^256 - 1`);
}

function split(text: string, pattern: RegExp, form: string): [string, string, string] {
  const [, first = "", second = "", third = ""] = pattern.exec(text) ?? [];
  if (first === "") throw new InvalidArgumentError(`${JSON.stringify(text)} is not ${form}`);
  return [first, second, third];
}
