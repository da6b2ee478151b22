import type { Log } from "ethers";
import { Interface } from "ethers";
import { Market__factory, PipelineRegistry__factory } from "../../typechain-types/index.ts";

const SHARE_DENOMINATOR = 65_535n;
const BPS = 10_000n;

/** One payee's entitlement on one version, and what it has taken so far, in wei. */
export interface Account {
  readonly kind: "owner" | "protocol" | "dataset" | "collaborator" | "oracleFund";
  readonly index: number;
  readonly entitled: bigint;
  readonly withdrawn: bigint;
}

/** Revenue of one version, rebuilt from receipts. */
export interface VersionLedger {
  readonly versionId: bigint;
  readonly sales: bigint;
  readonly inflow: bigint;
  /** What unsettled edges would still pass up. */
  readonly pendingUp: bigint;
  readonly accounts: readonly Account[];
}

/** `paid = withdrawn + owed + undistributed + dust`, in wei. */
export interface Totals {
  readonly paid: bigint;
  readonly withdrawn: bigint;
  readonly owed: bigint;
  readonly undistributed: bigint;
  readonly dust: bigint;
}

interface Link {
  readonly own: readonly bigint[];
  readonly inflow: readonly bigint[];
  readonly protocolBps: bigint;
  readonly fundPercent: bigint;
}

interface Entry {
  sales: bigint;
  inflow: bigint;
  readonly pulled: bigint[];
  link: Link;
  readonly datasets: bigint[];
  readonly collaborators: bigint[];
  readonly withdrawn: Map<string, bigint>;
}

const NO_LINK: Link = { own: [], inflow: [], protocolBps: 0n, fundPercent: 0n };

/** `link = 4 × (parent28 | own16 | in16)`, then `protocolBps9 | fundPercent7` (docs/SPEC.md, M-3 to M-7). */
function decodeLink(word: bigint): Link {
  const lanes = [0n, 1n, 2n, 3n].map((lane) => word >> (60n * lane));
  return {
    own: lanes.map((lane) => (lane >> 28n) & 0xffffn),
    inflow: lanes.map((lane) => (lane >> 44n) & 0xffffn),
    protocolBps: (word >> 240n) & 0x1ffn,
    fundPercent: (word >> 249n) & 0x7fn,
  };
}

const sum = (values: Iterable<bigint>): bigint => [...values].reduce((a, b) => a + b, 0n);

function edgeDue(entry: Entry, parentIndex: number): bigint {
  const own = entry.link.own[parentIndex] ?? 0n;
  const inflow = entry.link.inflow[parentIndex] ?? 0n;
  const due = (own * entry.sales) / SHARE_DENOMINATOR + (inflow * entry.inflow) / SHARE_DENOMINATOR;
  return due - (entry.pulled[parentIndex] ?? 0n);
}

function accountsOf(entry: Entry): Account[] {
  const { link } = entry;
  const keptOwn = ((SHARE_DENOMINATOR - sum(link.own)) * entry.sales) / SHARE_DENOMINATOR;
  const keptInflow = ((SHARE_DENOMINATOR - sum(link.inflow)) * entry.inflow) / SHARE_DENOMINATOR;
  const kept = keptOwn + keptInflow;
  const rest = BPS - link.protocolBps - 100n * link.fundPercent - sum(entry.datasets);
  const account = (kind: Account["kind"], index: number, entitled: bigint): Account => ({
    kind,
    index,
    entitled,
    withdrawn: entry.withdrawn.get(`${kind}:${String(index)}`) ?? 0n,
  });
  return [
    account("protocol", 0, (kept * link.protocolBps) / BPS),
    account("oracleFund", 0, (kept * 100n * link.fundPercent) / BPS),
    ...entry.datasets.map((bps, i) => account("dataset", i, (kept * bps) / BPS)),
    ...entry.collaborators.map((bps, i) => account("collaborator", i, (kept * rest * bps) / (BPS * BPS))),
    account("owner", 0, (kept * rest * (BPS - sum(entry.collaborators))) / (BPS * BPS)),
  ];
}

const PAYEE_KINDS = ["owner", "protocol", "dataset"] as const;

/**
 * Rebuilds the Market's books from event logs alone: none of the Market's totals is read.
 *
 * @param logs every log of the Market and the PipelineRegistry, in chain order
 * @param royaltyOf royalty of a dataset in basis points, as its own registration event says
 */
export function rebuildLedger(logs: readonly Log[], royaltyOf: (datasetId: bigint) => bigint): VersionLedger[] {
  const entries = new Map<bigint, Entry>();
  const entryOf = (versionId: bigint): Entry => {
    let entry = entries.get(versionId);
    if (entry === undefined) {
      entry = {
        sales: 0n,
        inflow: 0n,
        pulled: [0n, 0n, 0n, 0n],
        link: NO_LINK,
        datasets: [],
        collaborators: [],
        withdrawn: new Map(),
      };
      entries.set(versionId, entry);
    }
    return entry;
  };
  const parentsOf = new Map<bigint, readonly bigint[]>();
  const events = new Interface([
    ...Market__factory.abi.filter((item) => item.type === "event"),
    ...PipelineRegistry__factory.abi.filter((item) => item.type === "event" && item.name === "VersionRegistered"),
  ]);
  const withdraw = (versionId: bigint, key: string, amount: bigint): void => {
    const { withdrawn } = entryOf(versionId);
    withdrawn.set(key, (withdrawn.get(key) ?? 0n) + amount);
  };
  for (const log of logs) {
    const event = events.parseLog(log);
    if (event === null) continue;
    const args = event.args;
    switch (event.name) {
      case "VersionRegistered": {
        const entry = entryOf(args.versionId as bigint);
        parentsOf.set(args.versionId as bigint, args.parents as bigint[]);
        entry.datasets.push(...(args.datasets as bigint[]).map(royaltyOf));
        entry.collaborators.push(...(args.collaborators as { shareBps: bigint }[]).map((c) => c.shareBps));
        break;
      }
      case "SharesFixed":
        entryOf(args.versionId as bigint).link = decodeLink(args.link as bigint);
        break;
      case "AccessBought":
        entryOf(args.versionId as bigint).sales += args.paid as bigint;
        break;
      case "EdgeSettled": {
        const child = args.child as bigint;
        const index = parentsOf.get(child)?.indexOf(args.parent as bigint) ?? -1;
        if (index < 0) throw new Error(`edge ${String(child)} → ${String(args.parent)} is not in the lineage`);
        const { pulled } = entryOf(child);
        pulled[index] = (pulled[index] ?? 0n) + (args.amount as bigint);
        entryOf(args.parent as bigint).inflow += args.amount as bigint;
        break;
      }
      case "Withdrawn":
        withdraw(
          args.versionId as bigint,
          `${PAYEE_KINDS[Number(args.kind)] ?? "unknown"}:${String(args.index)}`,
          args.amount as bigint,
        );
        break;
      case "CollaboratorWithdrawn":
        withdraw(args.versionId as bigint, `collaborator:${String(args.index)}`, args.amount as bigint);
        break;
      case "OracleFundDrawn":
        withdraw(args.versionId as bigint, "oracleFund:0", args.amountWei as bigint);
        break;
      default:
    }
  }
  return [...entries].map(([versionId, entry]) => ({
    versionId,
    sales: entry.sales,
    inflow: entry.inflow,
    pendingUp: sum([0, 1, 2, 3].map((i) => edgeDue(entry, i))),
    accounts: accountsOf(entry),
  }));
}

/** Totals over all versions; dust is what rounding left with nobody. */
export function totalsOf(ledger: readonly VersionLedger[]): Totals {
  const accounts = ledger.flatMap((version) => version.accounts);
  const paid = sum(ledger.map((version) => version.sales));
  const withdrawn = sum(accounts.map((account) => account.withdrawn));
  const owed = sum(accounts.map((account) => account.entitled - account.withdrawn));
  const undistributed = sum(ledger.map((version) => version.pendingUp));
  return { paid, withdrawn, owed, undistributed, dust: paid - withdrawn - owed - undistributed };
}
