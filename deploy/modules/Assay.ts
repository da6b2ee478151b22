import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { ContractFuture } from "@nomicfoundation/ignition-core";
import { id, ZeroAddress } from "ethers";

/** How long rates are refused after an L2's sequencer came back: Chainlink's own advice. */
const SEQUENCER_GRACE_SECONDS = 3600;

/** AccessManager's own administrator: grants roles and assigns functions to them. */
const ADMIN_ROLE = 0n;
/** Adds what must be trusted: score sources, workers, fees. Waits `governanceDelaySeconds`. */
const GOVERNOR_ROLE = 1n;
/** Removes and stops, at once. */
const GUARDIAN_ROLE = 2n;

/** `IScores.SourceKind.VERIFIES` */
const SOURCE_VERIFIES = 2;

const selector = (signature: string): string => id(signature).slice(0, 10);

const SET_PAUSED = selector("setPaused(bool)");

/**
 * Deploys the protocol, wires it, and hands it over.
 *
 * The deployer administers only until the last step. `governor` must be another account than the deployer: the module ends
 * with the deployer renouncing ADMIN_ROLE, and would strand the protocol if both were one.
 *
 * Parameters: `epochSeconds` (at most 3,600), `exitDelaySeconds` (at least 316 epochs), `governanceDelaySeconds` (seconds),
 * `minStakeWei` (wei), `challengeRounds` (size and quorum of the two), `maxFeePerWorkerGwei` (gwei; ten times the fee of the
 * largest round is at most a stake), `protocolFeeBps` (basis points, at most 500), `governor`, `guardian`, `treasury` (addresses);
 * on an L2 also `sequencerFeed` (Chainlink's uptime feed) and `sequencerGraceSeconds`.
 */
export default buildModule("Assay", (m) => {
  const deployer = m.getAccount(0);
  const governor = m.getParameter<string>("governor");
  const governanceDelay = m.getParameter<number>("governanceDelaySeconds");

  const accessManager = m.contract("AccessManager", [deployer]);
  const policies = m.contract("Policies");
  const datasetRegistry = m.contract("DatasetRegistry", [accessManager, policies]);
  const pipelineRegistry = m.contract("PipelineRegistry", [accessManager, datasetRegistry]);
  const currencies = m.contract("Currencies", [
    accessManager,
    m.getParameter<string>("sequencerFeed", ZeroAddress),
    m.getParameter<number>("sequencerGraceSeconds", SEQUENCER_GRACE_SECONDS),
  ]);
  const marketParams = [
    accessManager,
    pipelineRegistry,
    datasetRegistry,
    currencies,
    policies,
    m.getParameter<number>("protocolFeeBps"),
    m.getParameter<string>("treasury"),
  ];
  const market = m.contract("Market", marketParams, { libraries: { PaymentLib: m.library("PaymentLib") } });
  const benchmarks = m.contract("Benchmarks", [
    m.getParameter<bigint>("epochSeconds"),
    m.getParameter<bigint>("maxFeePerWorkerGwei"),
  ]);
  const scores = m.contract("Scores", [accessManager, pipelineRegistry, benchmarks, market]);
  const committee = m.contract(
    "Committee",
    [
      accessManager,
      scores,
      benchmarks,
      m.getParameter<bigint>("minStakeWei"),
      m.getParameter<bigint>("exitDelaySeconds"),
      m.getParameter<{ size: number; quorum: number }[]>("challengeRounds"),
    ],
    {
      libraries: {
        StakingLib: m.library("StakingLib"),
        EpochsLib: m.library("EpochsLib"),
        ChallengesLib: m.library("ChallengesLib"),
      },
    },
  );
  const reassessments = m.contract("Reassessments", [pipelineRegistry, scores, benchmarks, market]);
  const assayLens = m.contract("AssayLens", [
    pipelineRegistry,
    datasetRegistry,
    benchmarks,
    scores,
    committee,
    market,
    currencies,
  ]);
  const boardLens = m.contract("BoardLens", [pipelineRegistry, benchmarks, scores, market]);
  const tokenRenderer = m.contract("TokenRenderer", [pipelineRegistry, scores, benchmarks, market]);

  // Restricted functions belong to the administrator until they are assigned: the deployer wires without a delay.
  const setScores = m.call(market, "setScores", [scores]);
  const setSource = m.call(scores, "setSource", [committee, SOURCE_VERIFIES]);
  const setRenderer = m.call(pipelineRegistry, "setRenderer", [tokenRenderer]);
  const wired = [setScores, setSource, setRenderer];

  const assign = (name: string, target: ContractFuture<string>, selectors: string[], role: bigint) =>
    m.call(accessManager, "setTargetFunctionRole", [target, selectors, role], { id: name, after: wired });
  const assigned = [
    assign(
      "MarketGovernor",
      market,
      [selector("setScores(address)"), selector("setProtocolFee(uint16)"), selector("proposeTreasury(address)")],
      GOVERNOR_ROLE,
    ),
    assign(
      "CurrenciesGovernor",
      currencies,
      [selector("add(address,address,uint32)"), selector("setFeed(address,address,uint32)")],
      GOVERNOR_ROLE,
    ),
    assign("ScoresGovernor", scores, [selector("setSource(address,uint8)")], GOVERNOR_ROLE),
    assign("PipelineRegistryGovernor", pipelineRegistry, [selector("setRenderer(address)")], GOVERNOR_ROLE),
    assign("CommitteeGovernor", committee, [selector("admit(address,bool)")], GOVERNOR_ROLE),
    assign("PipelineRegistryGuardian", pipelineRegistry, [SET_PAUSED], GUARDIAN_ROLE),
    assign("DatasetRegistryGuardian", datasetRegistry, [SET_PAUSED], GUARDIAN_ROLE),
    assign("CurrenciesGuardian", currencies, [selector("disable(address)")], GUARDIAN_ROLE),
    assign("MarketGuardian", market, [SET_PAUSED], GUARDIAN_ROLE),
    assign("ScoresGuardian", scores, [SET_PAUSED, selector("removeSource(address)")], GUARDIAN_ROLE),
    assign("CommitteeGuardian", committee, [SET_PAUSED, selector("bar(address)")], GUARDIAN_ROLE),
  ];

  const grant = (name: string, role: bigint, account: typeof governor, delay: typeof governanceDelay | number) =>
    m.call(accessManager, "grantRole", [role, account, delay], { id: name, after: assigned });
  const granted = [
    grant("GrantGovernor", GOVERNOR_ROLE, governor, governanceDelay),
    grant("GrantGuardian", GUARDIAN_ROLE, m.getParameter<string>("guardian"), 0),
    grant("GrantAdmin", ADMIN_ROLE, governor, governanceDelay),
  ];
  m.call(accessManager, "renounceRole", [ADMIN_ROLE, deployer], { id: "RenounceAdmin", after: granted });

  return {
    accessManager,
    policies,
    datasetRegistry,
    pipelineRegistry,
    currencies,
    market,
    benchmarks,
    scores,
    committee,
    reassessments,
    assayLens,
    boardLens,
    tokenRenderer,
  };
});
