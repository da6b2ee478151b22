import type { ChainSession } from "./openChain.ts";

/** The native coin, as the Market names it. */
export const NATIVE = `0x${"00".repeat(20)}`;

/** `validUntil`: seconds since 1970. */
export type Quote = { versionId: number; periods: number; priceWei: bigint; boundBps: number; validUntil: number };

/** What a purchase would pay now. @throws AssayError `NotFound`, or `ChainReverted` where a purchase would be refused */
export async function readQuote(chain: ChainSession, versionId: number, periods: number): Promise<Quote> {
  const { price, boundBps, validUntil } = await chain.read(() =>
    chain.contracts.market.quote(versionId, periods, NATIVE),
  );
  return { versionId, periods, priceWei: price, boundBps: Number(boundBps), validUntil: Number(validUntil) };
}
