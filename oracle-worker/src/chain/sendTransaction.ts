import { setTimeout as delay } from "node:timers/promises";
import { isError, keccak256, type TransactionReceipt } from "ethers";
import type { Hex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { asHex } from "./asHex.ts";
import { decodingReverts, RevertError } from "./decodeRevert.ts";
import { bumpFees, estimateFees, type Fees } from "./fees.ts";
import type { Account } from "./keyFile.ts";
import type { Provider } from "./provider.ts";
import type { SpendLimit } from "./spendLimit.ts";

/** What to call; `contract.method.populateTransaction(…)` makes one. */
export type Call = { to: string; data: string; value?: bigint };

/** A signed transaction, before it is broadcast. Every replacement has the same nonce and another hash. */
export type SignedTransaction = { nonce: number; hash: Hex; raw: Hex };

export type SendPolicy = {
  /** Blocks that must hold the transaction, its own included. */
  confirmations: number;
  pollMs: number;
  /** Without a receipt for this long, the fees are raised. */
  bumpAfterMs: number;
  /** Without a receipt for this long, `TransactionLost` is thrown. */
  timeoutMs: number;
  /** Fees are never raised above this, wei per gas. */
  maxFeePerGasWei: bigint;
};

export const DEFAULT_SEND_POLICY: SendPolicy = {
  confirmations: 1,
  pollMs: 250,
  bumpAfterMs: 60_000,
  timeoutMs: 600_000,
  maxFeePerGasWei: 500_000_000_000n,
};

export type SenderDeps = {
  provider: Provider;
  account: Account;
  policy?: Partial<SendPolicy>;
  /** Without one, spending is unbounded: only where a person confirms each transaction. */
  spendLimit?: SpendLimit;
  signal?: AbortSignal;
};

export type SendHooks = {
  /** Called with every signed transaction before it leaves: whoever must survive a crash stores it here. */
  onSigned?: (transaction: SignedTransaction) => void;
  /** Transactions an earlier process signed for this same call; they are broadcast again rather than repeated. */
  earlier?: readonly SignedTransaction[];
};

export type Sender = {
  readonly address: string;
  /**
   * Simulates, signs, broadcasts, raises fees where needed, and waits for the receipt. One transaction at a time: calls queue.
   * @throws RevertError when the call would revert, or did; AssayError `AccountUnfunded`, `SpendLimitReached`,
   * `TransactionLost` (dropped, or replaced by another transaction of the same key), `RpcUnreachable`, `Aborted`
   */
  send(call: Call, hooks?: SendHooks): Promise<TransactionReceipt>;
};

/** A sender for one key. Two of them for one key, in one process or in two, fight over nonces: `TransactionLost` then. */
export function createSender(deps: SenderDeps): Sender {
  let last: Promise<unknown> = Promise.resolve();
  return {
    address: deps.account.address,
    send(call, hooks = {}) {
      const next = last.then(() => sendOne(deps, call, hooks));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

async function sendOne(deps: SenderDeps, call: Call, hooks: SendHooks): Promise<TransactionReceipt> {
  const policy = { ...DEFAULT_SEND_POLICY, ...deps.policy };
  const mined = hooks.earlier?.length ? await resume(deps, policy, hooks.earlier) : undefined;
  if (mined !== undefined) return mined;
  const { provider, account } = deps;
  const from = account.address;
  const value = call.value ?? 0n;
  const gasLimit = await simulate(deps, { ...call, value });
  const nonce = await provider.getTransactionCount(from, "latest");
  const { chainId } = await provider.getNetwork();
  let fees = await estimateFees(provider, policy.maxFeePerGasWei);
  // A simulation has no fees: without this, a poor account would learn it from the node only after `onSigned`.
  if ((await provider.getBalance(from)) < value + gasLimit * fees.maxFeePerGas) throw poor();
  const sent: SignedTransaction[] = [];

  let reservedWei = 0n;

  async function broadcast(extraWei: bigint): Promise<void> {
    deps.spendLimit?.reserve(extraWei);
    reservedWei += extraWei;
    const raw = asHex(
      await account.signTransaction({
        type: 2,
        chainId,
        to: call.to,
        data: call.data,
        value,
        nonce,
        gasLimit,
        ...fees,
      }),
    );
    const signed = { nonce, hash: asHex(keccak256(raw)), raw };
    hooks.onSigned?.(signed);
    sent.push(signed);
    await publish(provider, raw);
  }

  await broadcast(value + gasLimit * fees.maxFeePerGas);
  const receipt = await waitFor(deps, policy, sent, async () => {
    const raised: Fees | undefined = bumpFees(fees, policy.maxFeePerGasWei);
    if (raised === undefined) return;
    const extraWei = gasLimit * (raised.maxFeePerGas - fees.maxFeePerGas);
    fees = raised;
    await broadcast(extraWei);
  });
  deps.spendLimit?.release(reservedWei - value - receipt.fee);
  return receipt;
}

/** Looks after what an earlier process signed. Undefined: it had no effect and never will, so the call may be repeated. */
async function resume(
  deps: SenderDeps,
  policy: SendPolicy,
  earlier: readonly SignedTransaction[],
): Promise<TransactionReceipt | undefined> {
  const newest = earlier.at(-1);
  if (newest === undefined) return undefined;
  const next = await deps.provider.getTransactionCount(deps.account.address, "latest");
  if (next <= newest.nonce) await publish(deps.provider, newest.raw);
  try {
    // Without a way to raise fees again: after the timeout the call is repeated with fresh ones, under the same nonce.
    return await waitFor(deps, { ...policy, timeoutMs: policy.bumpAfterMs }, earlier, () => Promise.resolve());
  } catch (cause) {
    // Mined but reverted: the simulation of the repeated call says why, or that the reason has gone.
    if (cause instanceof RevertError || (cause instanceof AssayError && cause.code === "TransactionLost"))
      return undefined;
    throw cause;
  }
}

/** @returns a gas limit with a margin of a quarter */
async function simulate({ provider, account }: SenderDeps, call: Required<Call>): Promise<bigint> {
  const request = { ...call, from: account.address };
  try {
    await decodingReverts(() => provider.call(request));
    const gas = await decodingReverts(() => provider.estimateGas(request));
    return gas + gas / 4n;
  } catch (cause) {
    throw unfunded(cause) ?? cause;
  }
}

/** Broadcasts. A node that already has the transaction, or has mined this nonce, has done what was asked: the wait finds out which. */
async function publish(provider: Provider, raw: Hex): Promise<void> {
  try {
    await provider.send("eth_sendRawTransaction", [raw]);
  } catch (cause) {
    const isKnown = /already known|known transaction|already imported|already exists/i.test(
      cause instanceof Error ? cause.message : "",
    );
    if (isKnown || isError(cause, "NONCE_EXPIRED") || isError(cause, "REPLACEMENT_UNDERPRICED")) return;
    throw unfunded(cause) ?? cause;
  }
}

/**
 * Polls for a receipt of any of `sent`. The account's nonce tells when another transaction took the place: ethers' own `wait`
 * never ends then.
 */
async function waitFor(
  { provider, account, signal }: SenderDeps,
  policy: SendPolicy,
  sent: readonly SignedTransaction[],
  bump: () => Promise<void>,
): Promise<TransactionReceipt> {
  let waitedMs = 0;
  let sinceBumpMs = 0;
  for (;;) {
    // The nonce is read before the receipts: one that was mined in between then has its receipt.
    const next = await provider.getTransactionCount(account.address, "latest");
    const receipt = await findReceipt(provider, sent);
    if (receipt !== undefined && (await confirmationsOf(provider, receipt)) >= policy.confirmations)
      return checkStatus(provider, receipt);
    const nonce = sent.at(-1)?.nonce ?? 0;
    if (receipt === undefined && next > nonce)
      throw lost(`nonce ${nonce} of ${account.address} went to another transaction`);
    if (waitedMs >= policy.timeoutMs) throw lost(`no receipt of ${sent.at(-1)?.hash ?? "it"} in ${waitedMs} ms`);
    if (receipt === undefined && sinceBumpMs >= policy.bumpAfterMs) {
      await bump();
      sinceBumpMs = 0;
    }
    await delay(policy.pollMs, undefined, signal && { signal }).catch((cause: unknown) => {
      throw new AssayError("Aborted", "stopped while waiting for a receipt", {
        hint: "the transaction may still be mined; the worker finds it again at its next start",
        cause,
      });
    });
    waitedMs += policy.pollMs;
    sinceBumpMs += policy.pollMs;
  }
}

async function findReceipt(
  provider: Provider,
  sent: readonly SignedTransaction[],
): Promise<TransactionReceipt | undefined> {
  // The newest first: it is the likeliest.
  for (const { hash } of sent.toReversed()) {
    const receipt = await provider.getTransactionReceipt(hash);
    if (receipt !== null) return receipt;
  }
  return undefined;
}

async function confirmationsOf(provider: Provider, receipt: TransactionReceipt): Promise<number> {
  return (await provider.getBlockNumber()) - receipt.blockNumber + 1;
}

/** A mined revert says nothing of its reason: the same call at the same block does. */
async function checkStatus(provider: Provider, receipt: TransactionReceipt): Promise<TransactionReceipt> {
  if (receipt.status !== 0) return receipt;
  const transaction = await provider.getTransaction(receipt.hash);
  if (transaction !== null) {
    const { to, from, data, value } = transaction;
    await decodingReverts(() => provider.call({ to, from, data, value, blockTag: receipt.blockNumber }));
  }
  throw new RevertError({ name: "Unknown", args: [`transaction ${receipt.hash}`] }, undefined);
}

function unfunded(cause: unknown): AssayError | undefined {
  const isPoor =
    isError(cause, "INSUFFICIENT_FUNDS") || /insufficient funds|doesn't have enough funds/i.test(messageOf(cause));
  return isPoor ? poor(cause) : undefined;
}

function poor(cause?: unknown): AssayError {
  return new AssayError("AccountUnfunded", "the account cannot pay for this transaction", {
    hint: "send it some of the chain's native coin",
    cause,
  });
}

function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  const inner = cause.cause instanceof Error ? cause.cause.message : "";
  return `${cause.message} ${inner}`;
}

function lost(problem: string): AssayError {
  return new AssayError("TransactionLost", problem, {
    hint: "look the account up in an explorer; no other program may use its key",
  });
}
