import type { Log } from "ethers";

import { DatasetRegistry__factory } from "../../typechain-types/index.ts";
import { type Role, ROLES } from "../network/accounts.ts";
import type { Agreement } from "./agreement.ts";
import { rebuildLedger, totalsOf, type VersionLedger } from "./ledger.ts";
import { type Boards, type Origin, renderBoards, renderOrigin } from "./boards.ts";
import type { Stage } from "./stage.ts";
import { formatBps, formatEther, renderTable } from "./table.ts";
import { describeCost, type VerificationCost } from "./verification.ts";

export interface VersionRow {
  readonly id: number;
  readonly pipeline: number;
  readonly contributor: string;
  readonly parents: number[];
  readonly datasets: number[];
  readonly reported: { correct: number; total: number } | null;
  readonly verified: { correct: number; total: number };
  readonly boundBps: number;
  readonly baselineBps: number;
  readonly improved: boolean | null;
  /** Per period before its latest assessment; 0 when it was not for sale. */
  readonly priceBeforeWei: string;
  readonly priceWei: string;
  readonly rank: number | null;
}

export interface Earning {
  /** Address. */
  readonly account: string;
  /** The account's name in the story. */
  readonly role: string;
  /** In which capacity it was paid. */
  readonly as: "owner" | "protocol" | "dataset owner" | "worker";
  readonly version: number | null;
  readonly amountWei: string;
}

/** The object that `--json` prints. */
export interface Summary {
  readonly versions: VersionRow[];
  readonly sales: { version: number; buyer: string; paidWei: string }[];
  readonly earnings: Earning[];
  readonly predictions: { input: string; prediction: string }[];
  readonly verification: VerificationCost;
  readonly agreements: readonly Agreement[];
  readonly boards: Boards;
  /** Of the last version. */
  readonly origin: Origin;
  readonly totals: { paidWei: string; withdrawnWei: string; owedWei: string; dustWei: string };
  readonly rpcUrl: string;
  readonly gatewayUrl: string;
  readonly seconds: number;
}

/** What only the teller of the story knows. */
export interface Told extends Pick<
  Summary,
  "sales" | "predictions" | "verification" | "agreements" | "boards" | "origin"
> {
  /** Price per version id before its assessment, wei. */
  readonly pricesBefore: ReadonlyMap<bigint, bigint>;
}

/** Reads what happened from the chain alone. */
export async function summarise(
  stage: Stage,
  { sales, predictions, verification, agreements, boards, origin, pricesBefore }: Told,
  seconds: number,
): Promise<Summary> {
  const { network } = stage;
  const logs = await readLogs(stage);
  const ledger = rebuildLedger(logs, royaltiesIn(logs));
  const totals = totalsOf(ledger);
  if (totals.undistributed !== 0n)
    throw new Error(`${String(totals.undistributed)} wei of royalties were never settled`);
  const balance = await stage.provider.getBalance(await stage.market.getAddress());
  if (balance !== totals.paid - totals.withdrawn) {
    throw new Error(`the Market holds ${String(balance)} wei, receipts say ${String(totals.paid - totals.withdrawn)}`);
  }
  return {
    versions: await readVersions(stage, ledger, pricesBefore),
    sales,
    predictions,
    verification,
    agreements,
    boards,
    origin,
    earnings: readEarnings(stage, logs),
    totals: {
      paidWei: String(totals.paid),
      withdrawnWei: String(totals.withdrawn),
      owedWei: String(totals.owed),
      dustWei: String(totals.dust),
    },
    rpcUrl: network.rpcUrl,
    gatewayUrl: network.gatewayUrl,
    seconds,
  };
}

async function readLogs({ network, provider }: Stage): Promise<Log[]> {
  const address = ["Market", "PipelineRegistry", "DatasetRegistry", "Scores"].map(
    (name) => network.contracts[name] ?? "",
  );
  return provider.getLogs({ address, fromBlock: 0, toBlock: "latest" });
}

/** Dataset royalties as their registrations say. */
function royaltiesIn(logs: readonly Log[]): (datasetId: bigint) => bigint {
  const { interface: events } = DatasetRegistry__factory.connect("0x0000000000000000000000000000000000000000");
  const royalties = new Map<bigint, bigint>();
  for (const log of logs) {
    const event = events.parseLog(log);
    if (event?.name === "DatasetRegistered")
      royalties.set(event.args.datasetId as bigint, event.args.royaltyBps as bigint);
  }
  return (datasetId) => {
    const royalty = royalties.get(datasetId);
    if (royalty === undefined) throw new Error(`dataset ${String(datasetId)} was never registered`);
    return royalty;
  };
}

async function readVersions(
  stage: Stage,
  ledger: readonly VersionLedger[],
  pricesBefore: ReadonlyMap<bigint, bigint>,
): Promise<VersionRow[]> {
  const views = await stage.lens.versions(1, Math.max(1, ledger.length));
  return Promise.all(
    views.map(async (view) => {
      const rules = await stage.benchmarks.rulesOf(view.benchmarkId);
      const board = await stage.boardLens.board(view.benchmarkId);
      const place = board.find((row) => row.versionId === view.versionId);
      const datasets = await stage.pipelines.datasetsOf(view.versionId);
      const { reportedAt } = await stage.scores.reportOf(view.versionId);
      return {
        id: Number(view.versionId),
        pipeline: Number(view.pipelineId),
        contributor: nameOf(stage, view.contributor),
        parents: view.parents.map(Number),
        datasets: datasets.map(({ datasetId }) => Number(datasetId)),
        reported: reportedAt === 0n ? null : { correct: Number(view.reportedCorrect), total: Number(view.total) },
        verified: { correct: Number(view.correct), total: Number(view.total) },
        boundBps: Number(view.boundBps),
        baselineBps: Number(rules.baselineBps),
        improved: view.parents.length === 0 ? null : view.effectiveBoundBps === view.boundBps,
        priceBeforeWei: String(pricesBefore.get(view.versionId) ?? 0n),
        priceWei: String(view.price),
        rank: place === undefined ? null : Number(place.rank),
      };
    }),
  );
}

/** Every withdrawal, by payee, role and version. */
function readEarnings(stage: Stage, logs: readonly Log[]): Earning[] {
  const kinds = ["owner", "protocol", "dataset owner"] as const;
  const fees = stage.scores.interface;
  const sales = stage.market.interface;
  return logs.flatMap((log): Earning[] => {
    const event = sales.parseLog(log) ?? fees.parseLog(log);
    if (event?.name === "Withdrawn") {
      const { payee, kind, versionId, amount } = event.args as unknown as {
        payee: string;
        kind: bigint;
        versionId: bigint;
        amount: bigint;
      };
      const as = kinds[Number(kind)];
      if (as === undefined) throw new Error(`the Market paid a payee of unknown kind ${String(kind)}`);
      const version = Number(versionId);
      return [{ account: payee, role: nameOf(stage, payee), as, version, amountWei: String(amount) }];
    }
    if (event?.name === "FeesWithdrawn") {
      const { account, amountWei } = event.args as unknown as { account: string; amountWei: bigint };
      return [
        { account, role: nameOf(stage, account), as: "worker" as const, version: null, amountWei: String(amountWei) },
      ];
    }
    return [];
  });
}

function nameOf({ network }: Stage, account: string): string {
  const role: Role | undefined = ROLES.find((name) => network.accounts[name].toLowerCase() === account.toLowerCase());
  return role ?? account;
}

const formatPrice = (wei: string): string => (wei === "0" ? "not for sale" : formatEther(BigInt(wei)));

const score = (value: { correct: number; total: number } | null): string =>
  value === null ? "–" : `${String(value.correct)}/${String(value.total)}`;

/** The summary as tables for people. */
export function renderSummary(stage: Stage, summary: Summary): string {
  const versions = renderTable(
    [
      "version",
      "by",
      "parents",
      "reported",
      "verified",
      "baseline",
      "bound",
      "improved",
      "price before",
      "price now (ETH)",
      "rank",
    ],
    summary.versions.map((version) => [
      String(version.id),
      version.contributor,
      version.parents.length === 0 ? "–" : version.parents.join(" "),
      score(version.reported),
      score(version.verified),
      formatBps(version.baselineBps),
      formatBps(version.boundBps),
      version.improved === null ? "–" : version.improved ? "yes" : "no",
      formatPrice(version.priceBeforeWei),
      formatPrice(version.priceWei),
      version.rank === null ? "–" : String(version.rank),
    ]),
  );
  const sales = renderTable(
    ["sale of version", "to", "paid (ETH)"],
    summary.sales.map(({ version, buyer, paidWei }) => [String(version), buyer, formatEther(BigInt(paidWei))]),
  );
  const earnings = renderTable(
    ["who", "as", "on version", "earned (ETH)"],
    summary.earnings.map(({ role, as, version, amountWei }) => [
      role,
      as,
      version === null ? "–" : String(version),
      formatEther(BigInt(amountWei)),
    ]),
  );
  const { totals } = summary;
  const sum = `paid ${totals.paidWei} = withdrawn ${totals.withdrawnWei} + owed ${totals.owedWei} + dust ${totals.dustWei} wei`;
  const named = (account: string): string => nameOf(stage, account);
  const boards = renderBoards(summary.boards, named);
  const origin = renderOrigin(summary.origin, named);
  return [versions, describeCost(summary.verification), sales, earnings, sum, boards, origin].join("\n\n");
}
