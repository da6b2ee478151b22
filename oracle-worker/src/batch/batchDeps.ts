import type { AttestationDomain } from "../chain/attestation.ts";
import type { Contracts } from "../chain/contracts.ts";
import type { Account } from "../chain/keyFile.ts";
import type { Provider } from "../chain/provider.ts";
import type { ChainBlock } from "../chain/readChainState.ts";
import type { Sender } from "../chain/sendTransaction.ts";
import type { Hex } from "../core/sha256.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import type { Journal } from "../journal/journal.ts";
import type { Logger } from "../logger.ts";

/** What the chain says now. */
export type ChainView = { finalized: ChainBlock; latest: ChainBlock; epochSeconds: number };

/** What a worker's batches need of the world. */
export type BatchDeps = {
  provider: Provider;
  contracts: Contracts;
  domain: AttestationDomain;
  account: Account;
  sender: Sender;
  journal: Journal;
  store: ContentStore;
  logger: Logger;
  engineDigest: Hex;
  fromBlock: number;
  turnMs: number;
  fetchEpochs: number;
  /** Monotonic clock, milliseconds: whose turn it is. Everything else goes by the chain's time. */
  now: () => number;
  signal: AbortSignal;
};
