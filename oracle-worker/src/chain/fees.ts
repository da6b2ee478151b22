import type { Provider } from "./provider.ts";

/** EIP-1559 fees, wei per gas. */
export type Fees = { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint };

const DEFAULT_TIP = 1_000_000_000n;

/** Fees that stay valid while the base fee doubles. A chain without base fee pays the tip. */
export async function estimateFees(provider: Provider, maxFeePerGasWei: bigint): Promise<Fees> {
  const block = await provider.getBlock("latest");
  const suggested = await provider.send("eth_maxPriorityFeePerGas", []).then(
    (answer: unknown) => (typeof answer === "string" ? BigInt(answer) : DEFAULT_TIP),
    // Not every node offers the method.
    () => DEFAULT_TIP,
  );
  const wanted = 2n * (block?.baseFeePerGas ?? 0n) + suggested;
  const maxFeePerGas = wanted < maxFeePerGasWei ? wanted : maxFeePerGasWei;
  return { maxFeePerGas, maxPriorityFeePerGas: suggested < maxFeePerGas ? suggested : maxFeePerGas };
}

/**
 * A quarter more on both fees: nodes take a replacement from a tenth on. Undefined when that would pass the limit.
 */
export function bumpFees({ maxFeePerGas, maxPriorityFeePerGas }: Fees, maxFeePerGasWei: bigint): Fees | undefined {
  const raised = { maxFeePerGas: raise(maxFeePerGas), maxPriorityFeePerGas: raise(maxPriorityFeePerGas) };
  return raised.maxFeePerGas <= maxFeePerGasWei ? raised : undefined;
}

function raise(fee: bigint): bigint {
  return fee + fee / 4n + 1n;
}
