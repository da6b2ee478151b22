import type { ChainSession } from "./openChain.ts";
import { type Currency, readCurrency } from "./readCurrency.ts";

/** `price`: for all periods, in the currency's units. `validUntil`: seconds since 1970. */
export type Quote = {
  versionId: number;
  periods: number;
  currency: Currency;
  price: bigint;
  boundBps: number;
  validUntil: number;
};

/**
 * What a purchase would pay now.
 * @param options.currency absent: the one that the version is priced in; in dollars, the first that takes payment
 * @throws AssayError `NotFound`, or `ChainReverted` where a purchase would be refused
 */
export async function readQuote(
  chain: ChainSession,
  versionId: number,
  { periods, currency: given }: { periods: number; currency?: string | undefined },
): Promise<Quote> {
  const { lens, market } = chain.contracts;
  const currency = await readCurrency(chain, given ?? (await chain.read(() => lens.versionOf(versionId))).currency);
  const { price, boundBps, validUntil } = await chain.read(() => market.quote(versionId, periods, currency.address));
  return { versionId, periods, currency, price, boundBps: Number(boundBps), validUntil: Number(validUntil) };
}
