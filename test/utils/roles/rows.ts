import { AbiCoder, id, ZeroAddress, ZeroHash } from "ethers";

import { datasetParams } from "../datasetParams.ts";
import {
  benchmarkParams,
  ENGINE,
  MANUAL_PRICE,
  MINT_PARAMS,
  PRICE_WEI,
  PROOF,
  STAKE_WEI,
  TERMS,
  versionParams,
} from "./createRolesWorld.ts";
import { anyone, only, restricted, type Row, rowsOf } from "./row.ts";

const NATIVE = ZeroAddress;
const OWNER_KIND = 0;
const SOURCE_VERIFIES = 2;
const EMPTY_LIST = AbiCoder.defaultAbiCoder().encode(["uint64[]"], [[]]);
const FEE_WEI = 3n * 1000n * 10n ** 9n;
const HEADER = { benchmarkId: 1n, epoch: 1n, shard: 0, engineDigest: ENGINE, predictionsRoot: ENGINE };
/** One item of zeros. */
const ITEM = `0x${"00".repeat(28)}`;
/** `AccessAction.TRAIN` */
const TRAIN = 0;
/** `ConditionKind.ALLOWLIST` */
const ALLOWLIST = 0;
const FAR = 2n ** 39n;
const GRANT = { datasetId: 1n, action: TRAIN, licence: ENGINE, expiresAt: FAR, nonce: 1n, deadline: FAR };
const purchaseInToken = ({ addresses: { nobody } }: { addresses: { nobody: string } }) => ({
  versionId: 1n,
  periods: 1n,
  recipient: nobody,
  currency: nobody,
  maxPrice: PRICE_WEI,
  minBoundBps: 0n,
  deadline: 2n ** 40n,
});
const PERMIT = { value: 0n, deadline: 0n, v: 27, r: ENGINE, s: ENGINE };
/** No role but the administrator's was given for it; the governor administers too. */
const ADMINISTERED = { others: "AccessManagedUnauthorized", governor: "ok", admin: "ok" };
const TOKEN_REFUSAL = "NotOwnerNorApproved";

/** The functions of every AccessManaged contract. */
const managed = (contract: string): Row[] => {
  const row = rowsOf(contract);
  return [row("setAuthority", [NATIVE], anyone("AccessManagedUnauthorized"))];
};

const pausable = (contract: string): Row[] => [
  ...managed(contract),
  rowsOf(contract)("setPaused", [true], restricted("guardian")),
];

/** Solady's ERC-721, of token 1. */
const token = (contract: string): Row[] => {
  const row = rowsOf(contract);
  const mine = only("owner", TOKEN_REFUSAL);
  return [
    row("approve", ({ addresses }) => [addresses.nobody, 1n], mine),
    row("setApprovalForAll", ({ addresses }) => [addresses.nobody, true], anyone()),
    row("transferFrom", ({ addresses: a }) => [a.owner, a.nobody, 1n], mine),
    row("safeTransferFrom(address,address,uint256)", ({ addresses: a }) => [a.owner, a.nobody, 1n], mine),
    row("safeTransferFrom(address,address,uint256,bytes)", ({ addresses: a }) => [a.owner, a.nobody, 1n, "0x"], mine),
  ];
};

const benchmarks = rowsOf("Benchmarks");
const committee = rowsOf("Committee");
const currencies = rowsOf("Currencies");
const datasets = rowsOf("DatasetRegistry");
const functions = rowsOf("FunctionsScoreSource");
const market = rowsOf("Market");
const pipelines = rowsOf("PipelineRegistry");
const policies = rowsOf("Policies");
const reassessments = rowsOf("Reassessments");
const scores = rowsOf("Scores");

/** Every function that writes, of every contract; with what a call comes to. */
export const rows: readonly Row[] = [
  benchmarks("createBenchmark", ({ now }) => [benchmarkParams(now)], anyone()),

  ...pausable("Committee"),
  committee("admit", ({ addresses }) => [addresses.nobody, true], restricted("governor")),
  committee("bar", ({ addresses }) => [addresses.worker], restricted("guardian")),
  committee("stake", ["http://127.0.0.1:1"], only("worker", "CommitteeNotAdmitted", "CommitteeAlreadyStaked"), {
    valueWei: STAKE_WEI,
    paused: "CommitteePaused",
  }),
  committee("setEndpoint", ["http://127.0.0.1:2"], only("worker", "CommitteeNotWorker")),
  committee("requestExit", [], only("worker", "CommitteeNotWorker")),
  committee("withdrawStake", ({ addresses: a }) => [a.nobody], {
    others: "CommitteeNotWorker",
    worker: "CommitteeStakeLocked",
  }),
  committee("rejoin", [], only("worker", "CommitteeNotWorker", "CommitteeNotMissed")),
  committee("release", [0n], anyone("CommitteeNotSlashed")),
  committee("closeEpoch", [1n], anyone("CommitteeEpochTooOld")),
  committee("storeSeed", [1n], anyone("CommitteeEpochNotClosed")),
  committee("storeRoundSeed", [1n, 1n], anyone("CommitteeNoChallenge")),
  committee("submit", [HEADER, ITEM, []], anyone("CommitteeEpochTooOld"), { paused: "CommitteePaused" }),
  committee("attest", [HEADER, ITEM, []], anyone("CommitteeNoBatch")),
  committee("settle", [HEADER, ITEM], anyone("CommitteeNoBatch")),
  committee("challenge", [HEADER, ITEM], anyone("CommitteeNoBatch")),
  committee("abandon", [1n, 1n], anyone("CommitteeNoChallenge")),
  committee("settleChallenged", [[{ header: HEADER, items: ITEM }]], anyone("CommitteeNoChallenge")),
  committee(
    "slashWrongTag",
    [HEADER, ITEM, "0x01", { worker: 0, tag: ZeroHash, r: ZeroHash, vs: ZeroHash }],
    anyone("CommitteeBadSignature"),
  ),
  committee("withdrawCredit", ({ addresses: a }) => [a.nobody], anyone("CommitteeNothingOwed")),

  ...pausable("DatasetRegistry"),
  ...token("DatasetRegistry"),
  datasets("register", [datasetParams(id("data"), 100)], anyone(), { paused: "DatasetRegistryPaused" }),
  datasets("setPolicy", [1n, TRAIN, ZeroHash], only("owner", "DatasetRegistryNotOwner")),
  datasets("cancelGrant", [1n, 1n], only("owner", "DatasetRegistryNotOwner")),
  datasets(
    "redeemGrant",
    ({ addresses: a }) => [{ ...GRANT, grantee: a.nobody }, "0x"],
    anyone("DatasetRegistryGrantNotSignedByOwner"),
  ),

  ...managed("FunctionsScoreSource"),
  functions("setGateways", [["https://other.example"]], ADMINISTERED),
  functions("setScriptDigest", [ENGINE], ADMINISTERED),
  functions(
    "requestReport",
    [1n, ""],
    only("owner", "FunctionsScoreSourceNotOwner", "FunctionsScoreSourceWrongScript"),
  ),
  functions("handleOracleFulfillment", [ZeroHash, "0x", "0x"], anyone("OnlyRouterCanFulfill")),

  ...managed("Currencies"),
  currencies("add", ({ addresses }) => [addresses.nobody, NATIVE, 0], {
    others: "AccessManagedUnauthorized",
    governor: "CurrenciesNoDecimals",
  }),
  currencies("setFeed", [NATIVE, NATIVE, 0], restricted("governor")),
  currencies("disable", ({ addresses }) => [addresses.nobody], {
    others: "AccessManagedUnauthorized",
    guardian: "CurrenciesNotEnabled",
  }),

  ...pausable("Market"),
  market("setScores", ({ addresses }) => [addresses.nobody], {
    others: "AccessManagedUnauthorized",
    governor: "MarketScoresAlreadySet",
  }),
  market("setProtocolFee", [1], restricted("governor")),
  market("proposeTreasury", ({ addresses }) => [addresses.nobody], restricted("governor")),
  market("acceptTreasury", [], anyone("MarketNotPendingTreasury")),
  market("setPriceTerms", [1n, MANUAL_PRICE], only("owner", "MarketNotOwner")),
  market("setOracleFund", [1n, 10], only("owner", "MarketNotOwner", "MarketSharesAlreadyFixed")),
  market("setUsePolicy", [1n, ZeroHash], only("owner", "MarketNotOwner", "MarketSharesAlreadyFixed")),
  market("onScoresSettled", [[]], only("scores", "MarketOnlyScores")),
  market("onVersionVoided", [1n], only("scores", "MarketOnlyScores")),
  market("drawOracleFund", [1n, 0n], only("scores", "MarketOnlyScores")),
  market("buy", ({ addresses: a }) => [1n, 1n, a.nobody, PRICE_WEI, 0n, 2n ** 40n], anyone(), {
    valueWei: PRICE_WEI,
    paused: "MarketPaused",
  }),
  market("buyWithToken", (world) => [purchaseInToken(world)], anyone("MarketCurrencyNotAllowed"), {
    paused: "MarketPaused",
  }),
  market("buyWithPermit", (world) => [purchaseInToken(world), PERMIT], anyone("MarketCurrencyNotAllowed"), {
    paused: "MarketPaused",
  }),
  market("settle", [NATIVE, []], anyone()),
  market("withdraw", ({ addresses: a }) => [1n, NATIVE, OWNER_KIND, 0n, a.nobody], only("owner", "MarketNotPayee")),
  market(
    "settleAndWithdraw",
    ({ addresses: a }) => [[], 1n, NATIVE, OWNER_KIND, 0n, a.nobody],
    only("owner", "MarketNotPayee"),
  ),
  market(
    "withdrawCollaborator",
    ({ addresses: a }) => [1n, NATIVE, [], 0n, a.nobody],
    anyone("MarketWrongCollaborators"),
  ),

  ...pausable("PipelineRegistry"),
  ...token("PipelineRegistry"),
  pipelines("mint", [MINT_PARAMS], anyone(), {
    paused: "PipelineRegistryPaused",
  }),
  pipelines("setTerms", [1n, TERMS], only("owner", "PipelineRegistryNotOwner")),
  pipelines("setStable", [1n, 1n], only("owner", "PipelineRegistryNotOwner")),
  pipelines("setSaleRoyalty", ({ addresses: a }) => [1n, a.owner, 100], only("owner", "PipelineRegistryNotOwner")),
  pipelines("refresh", [[1n]], anyone()),
  pipelines("setRenderer", [NATIVE], restricted("governor")),
  pipelines("registerVersion", [versionParams()], only("owner", "PipelineRegistryNotOwner"), {
    paused: "PipelineRegistryPaused",
  }),
  pipelines("registerDerivedVersion", [versionParams([1n]), PROOF, PROOF], only("owner", "PipelineRegistryNotOwner"), {
    paused: "PipelineRegistryPaused",
  }),

  policies("createAllowlist", [], anyone()),
  policies("setMembers", ({ addresses: a }) => [1n, [a.nobody], true], only("owner", "PoliciesNotAllowlistOwner")),
  policies("transferAllowlist", ({ addresses: a }) => [1n, a.nobody], only("owner", "PoliciesNotAllowlistOwner")),
  policies("acceptAllowlist", [1n], anyone("PoliciesNotPendingAllowlistOwner")),
  policies("register", [true, [{ kind: ALLOWLIST, target: ZeroAddress, id: 1n, minimum: 0n }]], anyone()),
  policies("registerForeign", ({ addresses }) => [addresses.scores], anyone()),

  reassessments("performUpkeep", [EMPTY_LIST], anyone()),

  ...pausable("Scores"),
  scores("setSource", ({ addresses: a }) => [a.nobody, SOURCE_VERIFIES], restricted("governor")),
  scores("removeSource", ({ addresses }) => [addresses.committee], restricted("guardian")),
  scores("report", [1n, 1n, 1000n], anyone("ScoresNotSource")),
  scores(
    "settleBatch",
    ({ addresses: a }) => [1n, 1n, 0, "0x", [a.worker]],
    only("committee", "ScoresNotSource", "ScoresMalformedItems"),
  ),
  scores("requestScore", [1n], anyone(), { valueWei: FEE_WEI, paused: "ScoresPaused" }),
  scores("requestScoreFromFund", [1n], anyone("ScoresNoScore")),
  scores("claimRecord", [1n], anyone("ScoresNoScore")),
  scores("holdRequests", [1n, 1n, 1n], only("committee", "ScoresNotSource")),
  scores("voidVersion", [1n], anyone("ScoresNotSource")),
  scores("refundRequest", [1n], anyone("ScoresNoRequest")),
  scores("withdrawFees", ({ addresses: a }) => [a.nobody], anyone("ScoresNothingOwed")),
  scores("poke", [1n], anyone("ScoresNoScore")),
];
