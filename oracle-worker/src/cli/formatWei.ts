import { formatAmount } from "./formatAmount.ts";

/** An amount of the native coin for people, exact: "0.05 ETH". */
export function formatWei(wei: bigint): string {
  return formatAmount(wei, { symbol: "ETH", decimals: 18 });
}
