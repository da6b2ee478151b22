const ETHER = 10n ** 18n;

/** An amount for people, exact: "0.05 ETH". */
export function formatWei(wei: bigint): string {
  const fraction = (wei % ETHER).toString().padStart(18, "0").replace(/0+$/, "");
  return `${(wei / ETHER).toString()}${fraction === "" ? "" : `.${fraction}`} ETH`;
}
