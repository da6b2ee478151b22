import { AddressSchema } from "../core/hexSchema.ts";
import { AssayError } from "../errors.ts";
import type { CommandContext } from "./commandContext.ts";
import { eventOf } from "./eventOf.ts";
import { openAccount } from "./openAccount.ts";
import type { VersionRef } from "./parse/parseVersionRef.ts";
import { readQuote } from "./readQuote.ts";
import { resolveVersion } from "./resolveVersion.ts";

export type PurchaseOptions = {
  periods: number;
  maxPrice?: bigint;
  minBoundBps?: number;
  recipient?: string;
  deadlineSeconds: number;
};

export type Purchase = {
  versionId: number;
  recipient: string;
  paidWei: bigint;
  until: number;
  transactionHash: string;
};

/**
 * Buys access. The maximum is sent along; what the price leaves of it comes back in the same transaction.
 * @throws AssayError `NotFound`, `AccountUnfunded`, and `ChainReverted` with the Market's reason
 */
export async function buyAccess(context: CommandContext, ref: VersionRef, options: PurchaseOptions): Promise<Purchase> {
  const given = options.recipient === undefined ? undefined : parseAddress(options.recipient);
  using session = await openAccount(context);
  const versionId = await resolveVersion(session, ref);
  const { market } = session.contracts;
  const recipient = given ?? session.address;
  const quote = await readQuote(session, versionId, options.periods);
  const maxPrice = options.maxPrice ?? quote.priceWei;
  const minBoundBps = options.minBoundBps ?? quote.boundBps;
  const now = (await session.provider.getBlock("latest"))?.timestamp ?? 0;
  const deadline = now + options.deadlineSeconds;
  const receipt = await session.send(
    market.buy.populateTransaction(versionId, options.periods, recipient, maxPrice, minBoundBps, deadline, {
      value: maxPrice,
    }),
  );
  const { paid, until } = eventOf(receipt, market, market.getEvent("AccessBought"));
  return { versionId, recipient, paidWei: paid, until: Number(until), transactionHash: receipt.hash };
}

function parseAddress(text: string): string {
  const result = AddressSchema.safeParse(text);
  if (result.success) return result.data;
  throw new AssayError("UsageInvalid", `--recipient ${text} is no address`, { hint: "write 0x and 40 hex digits" });
}
