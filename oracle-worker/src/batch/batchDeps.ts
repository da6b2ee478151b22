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

/** How a worker checks what others submit. */
export type ChallengePolicy = {
  /** Most that it puts up for one challenge; 0 for a worker that does not challenge. */
  maxBondWei: bigint;
  /** Whether it also measures the batches of committees that it is not on. */
  asNonMember: boolean;
};

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
  /** How long a quorum waits for the other members' signatures. */
  graceMs: number;
  fetchEpochs: number;
  challenge: ChallengePolicy;
  /** Monotonic clock, milliseconds: whose turn it is. Everything else goes by the chain's time. */
  now: () => number;
  signal: AbortSignal;
};
