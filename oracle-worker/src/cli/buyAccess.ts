import { connectToken } from "../chain/token.ts";
import type { CommandContext } from "./commandContext.ts";
import { eventOf } from "./eventOf.ts";
import { formatAmount } from "./formatAmount.ts";
import { formatShares } from "./formatShares.ts";
import { formatTime } from "./formatTime.ts";
import { type AccountSession, openAccount, type Receipt } from "./openAccount.ts";
import { parseAmount } from "./parse/parseUnits.ts";
import type { VersionRef } from "./parse/parseVersionRef.ts";
import type { Currency } from "./readCurrency.ts";
import { type Quote, readQuote } from "./readQuote.ts";
import { readRevenueShares } from "./readRevenueShares.ts";
import { resolveVersion } from "./resolveVersion.ts";

export type PurchaseOptions = {
  periods: number;
  /** As people write it: its unit depends on the currency. */
  maxPrice?: string;
  minBoundBps?: number;
  /** Who gets access; absent: the payer. */
  for?: string;
  currency?: string;
  /** Pay a token by a signature instead of an approval. */
  permit?: true;
  deadlineSeconds: number;
};

export type Purchase = {
  versionId: number;
  recipient: string;
  currency: Currency;
  /** In the currency's units. */
  paid: bigint;
  until: number;
  /** What the buyer accepted. */
  licence: string;
  transactionHash: string;
};

/** What is sent, whichever way it is paid. */
type Order = {
  versionId: number;
  periods: number;
  recipient: string;
  maxPrice: bigint;
  minBoundBps: number;
  deadline: number;
};

/**
 * Buys access, after it has told price, score, licence and who is paid. Of the native coin the maximum is sent along; what the price
 * leaves of it comes back in the same transaction.
 * @throws AssayError `NotFound`, `AccountUnfunded`, `UsageInvalid` for a permit that cannot be signed, and `ChainReverted` with the
 * Market's reason
 */
export async function buyAccess(context: CommandContext, ref: VersionRef, options: PurchaseOptions): Promise<Purchase> {
  using session = await openAccount(context);
  const versionId = await resolveVersion(session, ref);
  const quote = await readQuote(session, versionId, options);
  const { currency } = quote;
  const maxPrice = options.maxPrice === undefined ? quote.price : parseAmount(options.maxPrice, currency);
  const licence = await tellTerms(context, session, quote, maxPrice);

  const recipient = options.for ?? session.address;
  const now = (await session.provider.getBlock("latest"))?.timestamp ?? 0;
  const order: Order = {
    versionId,
    periods: options.periods,
    recipient,
    maxPrice,
    minBoundBps: options.minBoundBps ?? quote.boundBps,
    deadline: now + options.deadlineSeconds,
  };
  const receipt =
    currency.index === 0
      ? await payNative(session, order)
      : await payToken(session, order, currency.address, options.permit === true);
  const { market } = session.contracts;
  const { paid, until } = eventOf(receipt, market, market.getEvent("AccessBought"));
  return { versionId, recipient, currency, paid, until: Number(until), licence, transactionHash: receipt.hash };
}

/** Tells what is bought, on what terms, before anything is signed. @returns the licence */
async function tellTerms(
  context: CommandContext,
  session: AccountSession,
  { versionId, periods, currency, price, boundBps, validUntil }: Quote,
  maxPrice: bigint,
): Promise<string> {
  const view = await session.read(() => session.contracts.lens.versionOf(versionId));
  const shares = await readRevenueShares(session, versionId);
  const score = `${String(view.correct)} of ${String(view.total)} on benchmark ${String(view.benchmarkId)}`;
  const lines = [
    `version ${String(versionId)}: ${formatAmount(price, currency)} for ${String(periods)} × 30 days, at most ${formatAmount(maxPrice, currency)}`,
    `score    ${score}, bound ${(boundBps / 100).toFixed(2)} %, ${view.stale ? "STALE since" : "valid until"} ${formatTime(validUntil)}`,
    `licence  ${view.licence}; whoever buys accepts it`,
    ...formatShares(shares).map((line, i) => `${i === 0 ? "split  " : "       "}  ${line}`),
  ];
  context.note(lines.join("\n"));
  return view.licence;
}

async function payNative(session: AccountSession, order: Order): Promise<Receipt> {
  const { versionId, periods, recipient, maxPrice, minBoundBps, deadline } = order;
  const value = { value: maxPrice };
  return session.send(
    session.contracts.market.buy.populateTransaction(
      versionId,
      periods,
      recipient,
      maxPrice,
      minBoundBps,
      deadline,
      value,
    ),
  );
}

async function payToken(
  session: AccountSession,
  order: Order,
  currency: string,
  withPermit: boolean,
): Promise<Receipt> {
  const { market } = session.contracts;
  const token = connectToken(currency, session.provider);
  const spender = await market.getAddress();
  const purchase = { ...order, currency };
  if (withPermit) {
    const permit = await token.signPermit(session.account, {
      spender,
      value: order.maxPrice,
      deadline: order.deadline,
    });
    return session.send(market.buyWithPermit.populateTransaction(purchase, permit));
  }
  const allowed = await token.allowance(session.address, spender);
  if (allowed < order.maxPrice) {
    // Some tokens change an allowance only from or to 0.
    if (allowed > 0n) await session.send(token.approval(spender, 0n));
    await session.send(token.approval(spender, order.maxPrice));
  }
  return session.send(market.buyWithToken.populateTransaction(purchase));
}
