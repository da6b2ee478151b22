import { connectToken } from "../chain/token.ts";
import { AssayError } from "../errors.ts";
import { NATIVE } from "./native.ts";
import type { ChainSession } from "./openChain.ts";

/** A currency of the Market. `symbol` is whatever the token says, cut short. */
export type Currency = { address: string; index: number; symbol: string; decimals: number };

export const NATIVE_CURRENCY: Currency = { address: NATIVE, index: 0, symbol: "ETH", decimals: 18 };

/** @throws AssayError `NotFound` for a token that was never added */
export async function readCurrency(chain: ChainSession, address: string): Promise<Currency> {
  if (BigInt(address) === 0n) return NATIVE_CURRENCY;
  const { currencies } = chain.contracts;
  const { index, decimals } = await chain.read(() => currencies.indexOf(address));
  if (index === 0n) {
    throw new AssayError("NotFound", `${address} is no currency of this market`, {
      hint: "assay show names the currencies in which a version is sold",
    });
  }
  const symbol = await connectToken(address, chain.provider).symbol();
  return { address, index: Number(index), symbol, decimals: Number(decimals) };
}

/** Every currency that versions were ever sold in, the native coin first. */
export async function readCurrencies(chain: ChainSession): Promise<Currency[]> {
  const { currencies } = chain.contracts;
  const count = Number(await chain.read(() => currencies.currencyCount()));
  const found: Currency[] = [];
  for (let index = 0; index < count; index++) {
    found.push(await readCurrency(chain, await chain.read(() => currencies.currencyAt(index))));
  }
  return found;
}
