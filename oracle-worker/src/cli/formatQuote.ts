import { formatAmount } from "./formatAmount.ts";
import { formatTime } from "./formatTime.ts";
import type { Quote } from "./readQuote.ts";

/** A quote for people, with the command that takes it. */
export function formatQuote({ versionId, periods, currency, price, boundBps, validUntil }: Quote): string {
  const id = String(versionId);
  const amount = formatAmount(price, currency);
  const command =
    currency.index === 0
      ? `--max-price ${String(price)}`
      : `--currency ${currency.address} --max-price ${amount.split(" ")[0] ?? ""}`;
  return [
    `version ${id}, ${String(periods)} × 30 days: ${amount}`,
    `bound ${String(boundBps)} bps, valid until ${formatTime(validUntil)}`,
    `buy with: assay buy ${id} --periods ${String(periods)} ${command} --min-bound-bps ${String(boundBps)}`,
  ].join("\n");
}
