/** An amount for people, exact: "12.5 USDC". */
export function formatAmount(amount: bigint, { symbol, decimals }: { symbol: string; decimals: number }): string {
  const one = 10n ** BigInt(decimals);
  const fraction = decimals === 0 ? "" : (amount % one).toString().padStart(decimals, "0").replace(/0+$/, "");
  return `${(amount / one).toString()}${fraction === "" ? "" : `.${fraction}`} ${symbol}`;
}
