import { setTimeout as sleep } from "node:timers/promises";
import { NonceManager, type Provider } from "ethers";
import { aggregate } from "./aggregate.ts";
import type { Don } from "./deployDon.ts";
import type { DonNode } from "./donNode.ts";
import { encodeReport, quorumOf, signReport } from "./donReport.ts";
import { readOracleRequest, type OracleRequest } from "./oracleRequest.ts";
import { runScript, type ScriptOutcome } from "./runScript.ts";

/** What happened, for whoever runs the network: `answered` holds the transaction's gas. */
export type DonEvent =
  | { kind: "answered"; requestId: string; outcome: ScriptOutcome; transactionHash: string; gasUsed: bigint }
  | { kind: "failed"; requestId?: string; cause: unknown };

/** Runs the script on one node. */
export type RunOnNode = (source: string, args: string[], node: number) => Promise<ScriptOutcome>;

/** A running network. `stop` resolves when nothing of it runs any more. */
export type RunningDon = { stop(): Promise<void> };

/** A report that does not land is sent again by the next node, so often, and then left to time out. */
const MAX_ATTEMPTS = 4;

/** Enough for the coordinator, the router and the largest callback; an estimate would leave the callback too little. */
const TRANSMIT_GAS = 3_000_000;

/**
 * Runs the nodes of an oracle network: watches for requests, runs each script once per node, and transmits the answer that a
 * quorum signs. It keeps no state but the chain's, so that it may be stopped, killed and started again: requests that were
 * answered meanwhile are skipped, the others served.
 *
 * @param options.provider any JSON-RPC chain that holds `don`
 * @param options.pollMs pause between two looks at the chain
 * @param options.run replaces the Deno sandbox, for instance by a node that lies
 */
export function startDon(options: {
  provider: Provider;
  don: Pick<Don, "coordinator" | "faulty" | "fromBlock">;
  nodes: readonly DonNode[];
  pollMs?: number;
  run?: RunOnNode;
  onEvent?: (event: DonEvent) => void;
}): RunningDon {
  const { provider, don, nodes, pollMs = 200, run = runScript, onEvent = () => undefined } = options;
  const coordinator = don.coordinator.connect(provider);
  // One node may send two reports before the chain's count of the first has reached a provider's cache.
  const senders = nodes.map(({ transmitter }) => new NonceManager(transmitter.connect(provider)));
  const stopping = new AbortController();
  const open = new Map<string, { request: OracleRequest; attempts: number }>();
  let nextBlock = don.fromBlock;

  async function readLogs(): Promise<void> {
    const head = await provider.getBlockNumber();
    if (head < nextBlock) return;
    const asked = await coordinator.queryFilter(coordinator.filters.OracleRequest, nextBlock, head);
    const answered = await coordinator.queryFilter(coordinator.filters.OracleResponse, nextBlock, head);
    for (const { args } of asked) remember(args.requestId, () => readOracleRequest(args));
    for (const { args } of answered) open.delete(args.requestId);
    nextBlock = head + 1;
  }

  function remember(requestId: string, read: () => OracleRequest): void {
    try {
      open.set(requestId, { request: read(), attempts: 0 });
    } catch (cause) {
      onEvent({ kind: "failed", requestId, cause });
    }
  }

  async function answer(request: OracleRequest, attempt: number): Promise<void> {
    const outcomes = await Promise.all(nodes.map((_, node) => run(request.source, request.args, node)));
    const outcome = aggregate(outcomes);
    const { configDigest } = await coordinator.latestConfigDetails();
    const quorum = nodes.slice(0, quorumOf(nodes.length, don.faulty));
    const { context, report, rs, ss, rawVs } = signReport(encodeReport(request, outcome), configDigest, quorum);
    const sender = senders[attempt % senders.length];
    if (!sender) throw new RangeError("a network needs nodes");
    const transmitter = coordinator.connect(sender);
    const sent = await transmitter
      .transmit(context, report, rs, ss, rawVs, { gasLimit: TRANSMIT_GAS })
      .catch((cause: unknown) => {
        sender.reset();
        throw cause;
      });
    const receipt = await sent.wait();
    if (receipt)
      onEvent({
        kind: "answered",
        requestId: request.requestId,
        outcome,
        transactionHash: receipt.hash,
        gasUsed: receipt.gasUsed,
      });
  }

  async function serve(): Promise<void> {
    await readLogs();
    for (const [requestId, entry] of open) {
      if (stopping.signal.aborted) return;
      // A report that landed shows as a log at the next look; one that did not is tried again.
      entry.attempts += 1;
      if (entry.attempts >= MAX_ATTEMPTS) open.delete(requestId);
      await answer(entry.request, entry.attempts).catch((cause: unknown) =>
        onEvent({ kind: "failed", requestId, cause }),
      );
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await serve().catch((cause: unknown) => onEvent({ kind: "failed", cause }));
      await sleep(pollMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = loop();
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
