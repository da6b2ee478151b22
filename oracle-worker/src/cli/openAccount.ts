import { type Account, readKeyFile } from "../chain/keyFile.ts";
import { createSender, type Sender, type SendHooks } from "../chain/sendTransaction.ts";
import { type ChainSession, namingMissing, openChain } from "./openChain.ts";

/** What `contract.method.populateTransaction(…)` gives. */
type Prepared = { to?: string | null; data?: string | null; value?: bigint | null };
export type Receipt = Awaited<ReturnType<Sender["send"]>>;

/** A connection that reads and sends transactions of the home's key. */
export type AccountSession = ChainSession & {
  readonly account: Account;
  readonly address: string;
  /** Simulates, sends and waits. Nothing has left this machine until `hooks.onSigned` is called. */
  send(prepared: Prepared | Promise<Prepared>, hooks?: SendHooks): Promise<Receipt>;
};

/** @throws AssayError `KeyInvalid`, and what `openChain` throws */
export async function openAccount(context: { home: string; signal: AbortSignal }): Promise<AccountSession> {
  const chain = await openChain(context);
  try {
    const account = await readKeyFile(chain.config.keyFile, chain.config.passwordFile);
    const sender = createSender({ provider: chain.provider, account, signal: context.signal });
    return {
      ...chain,
      account,
      address: account.address,
      async send(prepared, hooks) {
        const { to, data, value } = await prepared;
        const call = { to: to ?? "", data: data ?? "0x", value: value ?? 0n };
        return namingMissing(() => sender.send(call, hooks));
      },
    };
  } catch (error) {
    chain[Symbol.dispose]();
    throw error;
  }
}
