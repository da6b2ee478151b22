import type { CommandContext } from "./commandContext.ts";
import { type Edge, type EdgeState, neededEdges } from "./neededEdges.ts";
import { type AccountSession, openAccount } from "./openAccount.ts";
import { type Claimable, findClaims } from "./findClaims.ts";
import { mapLimited } from "./mapLimited.ts";
import type { VersionRef } from "./parse/parseVersionRef.ts";
import { NATIVE } from "./readQuote.ts";
import { resolveVersion } from "./resolveVersion.ts";

/** Edges of one transaction: a settled edge costs at most about 40,000 gas. */
const EDGES_PER_CALL = 200;
const READS_AT_ONCE = 16;

/** `versionId` is null for a worker's fees and refunds. */
export type Earning = {
  role: Claimable["role"] | "fees";
  versionId: number | null;
  index: number;
  amountWei: bigint;
  transactionHash: string;
};
export type Claim = { account: string; earnings: Earning[]; settledEdges: Edge[]; totalWei: bigint };

/**
 * Settles the edges that carry anything towards the account, then withdraws all it is owed, as owner, treasury, dataset owner,
 * collaborator, and from fees.
 * @param only versions to withdraw from; empty: all
 */
export async function claimEarnings(context: CommandContext, only: readonly VersionRef[]): Promise<Claim> {
  using session = await openAccount(context);
  const count = Number(await session.read(() => session.contracts.pipelineRegistry.versionCount()));
  const all = Array.from({ length: count }, (_, i) => i + 1);
  const named: number[] = [];
  for (const ref of only) {
    const id = await resolveVersion(session, ref);
    await session.read(() => session.contracts.pipelineRegistry.versionOf(id));
    named.push(id);
  }
  const scope = named.length === 0 ? all : named;

  const claimable = (await mapLimited(scope, READS_AT_ONCE, (id) => findClaims(session, id))).flat();
  const settledEdges = await settle(session, all, new Set(claimable.map(({ versionId }) => versionId)));

  const earnings: Earning[] = [];
  for (const claim of claimable) {
    const amountWei = await session.read(claim.owedWei);
    if (amountWei === 0n) continue;
    const receipt = await session.send(claim.withdraw());
    context.note(`withdrawn as ${claim.role} of version ${String(claim.versionId)}`);
    const { role, versionId, index } = claim;
    earnings.push({ role, versionId, index, amountWei, transactionHash: receipt.hash });
  }
  earnings.push(...(await withdrawFees(session)));
  const totalWei = earnings.reduce((sum, { amountWei }) => sum + amountWei, 0n);
  return { account: session.address, earnings, settledEdges, totalWei };
}

async function settle(
  session: AccountSession,
  versions: readonly number[],
  targets: ReadonlySet<number>,
): Promise<Edge[]> {
  if (targets.size === 0) return [];
  const { market } = session.contracts;
  const states = await mapLimited(versions, READS_AT_ONCE, (id) => readEdges(session, id));
  const edges = neededEdges(states, targets);
  for (let from = 0; from < edges.length; from += EDGES_PER_CALL) {
    await session.send(market.settle.populateTransaction(NATIVE, edges.slice(from, from + EDGES_PER_CALL)));
  }
  return edges;
}

async function readEdges(session: AccountSession, versionId: number): Promise<EdgeState> {
  const { market } = session.contracts;
  const { parents } = await session.read(() => market.sharesOf(versionId));
  const pendingWei = [];
  for (let index = 0; index < parents.length; index++) {
    pendingWei.push(await session.read(() => market.pendingOf(versionId, index, NATIVE)));
  }
  return { versionId, parents: parents.map(Number), pendingWei };
}

async function withdrawFees(session: AccountSession): Promise<Earning[]> {
  const { scores } = session.contracts;
  const amountWei = await session.read(() => scores.creditOf(session.address));
  if (amountWei === 0n) return [];
  const receipt = await session.send(scores.withdrawFees.populateTransaction(session.address));
  return [{ role: "fees", versionId: null, index: 0, amountWei, transactionHash: receipt.hash }];
}
