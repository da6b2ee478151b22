import { connectToken } from "../chain/token.ts";
import type { CommandContext } from "./commandContext.ts";
import { type Edge, type EdgeState, neededEdges } from "./neededEdges.ts";
import { type AccountSession, openAccount } from "./openAccount.ts";
import { type Claimable, findClaims } from "./findClaims.ts";
import { mapLimited } from "./mapLimited.ts";
import type { VersionRef } from "./parse/parseVersionRef.ts";
import { type Currency, NATIVE_CURRENCY, readCurrencies } from "./readCurrency.ts";
import { resolveVersion } from "./resolveVersion.ts";

/** Edges of one transaction: a settled edge costs at most about 40,000 gas. */
const EDGES_PER_CALL = 200;
const READS_AT_ONCE = 16;

/** `versionId` is null for fees and refunds of Scores, and for what challenges leave in the Committee. `amount`: in the currency's units. */
export type Earning = {
  role: Claimable["role"] | "fees" | "challenges";
  versionId: number | null;
  index: number;
  currency: Currency;
  amount: bigint;
  transactionHash: string;
};
/** `totals`: one for each currency in which something was withdrawn. */
export type Claim = {
  account: string;
  earnings: Earning[];
  settledEdges: ({ currency: string } & Edge)[];
  totals: { currency: Currency; amount: bigint }[];
};

/**
 * Settles the edges that carry anything towards the account, then withdraws all it is owed, as owner, treasury, dataset owner,
 * collaborator, and from fees and challenges, in every currency.
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

  const currencies = await heldCurrencies(session);
  const claimable = (await mapLimited(scope, READS_AT_ONCE, (id) => findClaims(session, id, currencies))).flat();
  const targets = new Set(claimable.map(({ versionId }) => versionId));
  const settledEdges: Claim["settledEdges"] = [];
  for (const { address } of currencies) {
    const edges = await settle(session, all, targets, address);
    settledEdges.push(...edges.map((edge) => ({ currency: address, ...edge })));
  }

  const earnings: Earning[] = [];
  for (const claim of claimable) {
    const amount = await session.read(claim.owed);
    if (amount === 0n) continue;
    const receipt = await session.send(claim.withdraw());
    context.note(`withdrawn as ${claim.role} of version ${String(claim.versionId)}`);
    const { role, versionId, index, currency } = claim;
    earnings.push({ role, versionId, index, currency, amount, transactionHash: receipt.hash });
  }
  earnings.push(...(await withdrawFees(session)), ...(await withdrawCredit(session)));
  return { account: session.address, earnings, settledEdges, totals: totalsOf(earnings) };
}

/** The native coin, and the tokens of which the Market has any: of the others nobody is owed anything. */
async function heldCurrencies(session: AccountSession): Promise<Currency[]> {
  const market = await session.contracts.market.getAddress();
  const held: Currency[] = [];
  for (const currency of await readCurrencies(session)) {
    const isHeld =
      currency.index === 0 ||
      (await session.read(() => connectToken(currency.address, session.provider).balanceOf(market))) > 0n;
    if (isHeld) held.push(currency);
  }
  return held;
}

function totalsOf(earnings: readonly Earning[]): Claim["totals"] {
  const totals = new Map<number, { currency: Currency; amount: bigint }>();
  for (const { currency, amount } of earnings) {
    totals.set(currency.index, { currency, amount: (totals.get(currency.index)?.amount ?? 0n) + amount });
  }
  return [...totals.values()];
}

async function settle(
  session: AccountSession,
  versions: readonly number[],
  targets: ReadonlySet<number>,
  currency: string,
): Promise<Edge[]> {
  if (targets.size === 0) return [];
  const { market } = session.contracts;
  const states = await mapLimited(versions, READS_AT_ONCE, (id) => readEdges(session, id, currency));
  const edges = neededEdges(states, targets);
  for (let from = 0; from < edges.length; from += EDGES_PER_CALL) {
    await session.send(market.settle.populateTransaction(currency, edges.slice(from, from + EDGES_PER_CALL)));
  }
  return edges;
}

async function readEdges(session: AccountSession, versionId: number, currency: string): Promise<EdgeState> {
  const { market } = session.contracts;
  const { parents } = await session.read(() => market.sharesOf(versionId));
  const pendingWei = [];
  for (let index = 0; index < parents.length; index++) {
    pendingWei.push(await session.read(() => market.pendingOf(versionId, index, currency)));
  }
  return { versionId, parents: parents.map(Number), pendingWei };
}

async function withdrawFees(session: AccountSession): Promise<Earning[]> {
  const { scores } = session.contracts;
  const amount = await session.read(() => scores.creditOf(session.address));
  if (amount === 0n) return [];
  const receipt = await session.send(scores.withdrawFees.populateTransaction(session.address));
  const currency = NATIVE_CURRENCY;
  return [{ role: "fees", versionId: null, index: 0, currency, amount, transactionHash: receipt.hash }];
}

async function withdrawCredit(session: AccountSession): Promise<Earning[]> {
  const { committee } = session.contracts;
  const amount = await session.read(() => committee.creditOf(session.address));
  if (amount === 0n) return [];
  const receipt = await session.send(committee.withdrawCredit.populateTransaction(session.address));
  const currency = NATIVE_CURRENCY;
  return [{ role: "challenges", versionId: null, index: 0, currency, amount, transactionHash: receipt.hash }];
}
