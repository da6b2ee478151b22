import { AssayError } from "../errors.ts";
import type { CommandContext } from "./commandContext.ts";
import { openAccount } from "./openAccount.ts";
import { parseNano } from "./parse/parseUnits.ts";
import type { VersionRef } from "./parse/parseVersionRef.ts";
import { NATIVE_CURRENCY, readCurrency } from "./readCurrency.ts";
import { resolveVersion } from "./resolveVersion.ts";

/** Amounts are as people write them: their unit depends on the currency. */
export type PriceOptions = {
  floor: string;
  cap: string;
  exponent: number;
  manual?: string;
  currency?: string;
  usd?: true;
  listed: boolean;
  staleAtFloor?: true;
  oracleFund?: number;
};

/** `priceUnit`: "ETH", "USD", or a token's symbol. */
export type PricedVersion = {
  versionId: number;
  terms: object;
  priceUnit: string;
  /** In 10⁻¹⁸ of the unit; 0 before the first final score. */
  suggestedPriceE18: bigint;
  transactionHash: string;
};

/** Sets price terms. @throws AssayError `NotFound`, `UsageInvalid`, and `ChainReverted` with the Market's reason */
export async function setPrice(
  context: CommandContext,
  ref: VersionRef,
  options: PriceOptions,
): Promise<PricedVersion> {
  if (options.usd === true && options.currency !== undefined) {
    throw new AssayError("UsageInvalid", "--usd and --currency exclude each other", {
      hint: "in dollars a version is payable in every currency that its licence allows",
    });
  }
  using session = await openAccount(context);
  const versionId = await resolveVersion(session, ref);
  const currency = options.currency === undefined ? NATIVE_CURRENCY : await readCurrency(session, options.currency);
  const inUsd = options.usd === true;
  const toNano = (text: string): bigint => parseNano(text, !inUsd && currency.index === 0);
  const { market } = session.contracts;
  const terms = {
    manual: options.manual !== undefined,
    listed: options.listed,
    staleAtFloor: options.staleAtFloor === true,
    inUsd,
    currency: currency.index,
    exponent: options.exponent,
    floorNano: toNano(options.floor),
    capNano: toNano(options.cap),
    manualNano: options.manual === undefined ? 0n : toNano(options.manual),
  };
  if (options.oracleFund !== undefined) {
    await session.send(market.setOracleFund.populateTransaction(versionId, options.oracleFund));
  }
  const receipt = await session.send(market.setPriceTerms.populateTransaction(versionId, terms));
  const suggestedPriceE18 = await session.read(() => market.suggestedPriceOf(versionId));
  return {
    versionId,
    terms,
    priceUnit: inUsd ? "USD" : currency.symbol,
    suggestedPriceE18,
    transactionHash: receipt.hash,
  };
}
