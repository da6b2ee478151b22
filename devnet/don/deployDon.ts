import { AbiCoder, Signature, type Signer, Wallet, encodeBytes32String, getBytes, parseEther } from "ethers";
import {
  FunctionsCoordinator__factory,
  FunctionsRouter__factory,
  LinkToken__factory,
  MockV3Aggregator__factory,
  TermsOfServiceAllowList__factory,
  type FunctionsCoordinator,
  type FunctionsRouter,
  type LinkToken,
  type TermsOfServiceAllowList,
} from "../../typechain-types/index.ts";
import type { DonNode } from "./donNode.ts";

/** A deployed oracle network with one funded subscription, owned by the deployer. */
export type Don = {
  router: FunctionsRouter;
  coordinator: FunctionsCoordinator;
  allowList: TermsOfServiceAllowList;
  link: LinkToken;
  donId: string;
  subscriptionId: bigint;
  /** Liars that the network stands. */
  faulty: number;
  /** Block from which its logs are read. */
  fromBlock: number;
};

const DON_ID = encodeBytes32String("assay-devnet-1");
const ALLOW_LIST_ID = encodeBytes32String("allowlist");

/** Chainlink's settings on Sepolia where a local network has no reason to differ; fees are charged for real. */
const ROUTER_CONFIG = {
  maxConsumersPerSubscription: 100,
  // The coordinator charges the operation fee itself and wants none of the router's.
  adminFee: 0,
  // handleOracleFulfillment(bytes32,bytes,bytes)
  handleOracleFulfillmentSelector: "0x0ca76175",
  gasForCallExactCheck: 5000,
  maxCallbackGasLimits: [300_000, 500_000, 1_000_000],
  subscriptionDepositMinimumRequests: 0,
  subscriptionDepositJuels: 0,
};

const BILLING_CONFIG = {
  fulfillmentGasPriceOverEstimationBP: 1000,
  feedStalenessSeconds: 86_400,
  gasOverheadBeforeCallback: 105_000,
  gasOverheadAfterCallback: 55_000,
  minimumEstimateGasPriceWei: 1_000_000_000,
  maxSupportedRequestDataVersion: 1,
  fallbackUsdPerUnitLink: 1_500_000_000n,
  fallbackUsdPerUnitLinkDecimals: 8,
  fallbackNativePerUnitLink: 5n * 10n ** 15n,
  requestTimeoutSeconds: 300,
  donFeeCentsUsd: 3,
  operationFeeCentsUsd: 0,
};

/**
 * Deploys Chainlink's own router, coordinator, terms of service and LINK token, names `nodes` as the network and opens a
 * subscription with 1,000 LINK. The deployer accepts the terms, which are enforced, and pays the nodes' first gas.
 */
export async function deployDon(deployer: Signer, nodes: readonly DonNode[]): Promise<Don> {
  const fromBlock = (await deployer.provider?.getBlockNumber()) ?? 0;
  const owner = await deployer.getAddress();
  const link = await new LinkToken__factory(deployer).deploy();
  const linkEth = await new MockV3Aggregator__factory(deployer).deploy(18, 6n * 10n ** 15n);
  const linkUsd = await new MockV3Aggregator__factory(deployer).deploy(8, 15n * 10n ** 8n);
  const router = await new FunctionsRouter__factory(deployer).deploy(link, ROUTER_CONFIG);
  const coordinator = await new FunctionsCoordinator__factory(deployer).deploy(
    router,
    BILLING_CONFIG,
    linkEth,
    linkUsd,
  );
  const termsSigner = Wallet.createRandom();
  const terms = { enabled: true, signerPublicKey: termsSigner.address };
  const allowList = await new TermsOfServiceAllowList__factory(deployer).deploy(terms, [], []);

  await done(router.setAllowListId(ALLOW_LIST_ID));
  await done(router.proposeContractsUpdate([ALLOW_LIST_ID, DON_ID], [allowList, coordinator]));
  await done(router.updateContracts());

  const faulty = await configureNodes(deployer, coordinator, nodes);

  const consent = termsSigner.signMessageSync(getBytes(await allowList.getMessage(owner, owner)));
  await acceptTerms(allowList, owner, consent);
  const subscriptionId = await openSubscription(router, link, owner);
  return { router, coordinator, allowList, link, donId: DON_ID, subscriptionId, faulty, fromBlock };
}

/** Lets a contract spend the network's subscription. Only the deployer may. */
export async function addConsumer(don: Don, consumer: string): Promise<void> {
  await done(don.router.addConsumer(don.subscriptionId, consumer));
}

async function configureNodes(
  deployer: Signer,
  coordinator: FunctionsCoordinator,
  nodes: readonly DonNode[],
): Promise<number> {
  const faulty = Math.floor((nodes.length - 1) / 3);
  const signers = nodes.map(({ signer }) => signer.address);
  const transmitters = nodes.map(({ transmitter }) => transmitter.address);
  // A request names these keys only to encrypt secrets, and ours has none; the coordinator still wants them set.
  await done(coordinator.setDONPublicKey(`0x${"11".repeat(64)}`));
  await done(coordinator.setThresholdPublicKey(`0x${"22".repeat(32)}`));
  await done(coordinator.setConfig(signers, transmitters, faulty, "0x", 1, "0x"));
  for (const to of transmitters) await done(deployer.sendTransaction({ to, value: parseEther("10") }));
  return faulty;
}

async function openSubscription(router: FunctionsRouter, link: LinkToken, owner: string): Promise<bigint> {
  const subscriptionId = await router.createSubscription.staticCall();
  await done(router.createSubscription());
  const amount = parseEther("1000");
  await done(link.grantMintRole(owner));
  await done(link.mint(owner, amount));
  const subscription = AbiCoder.defaultAbiCoder().encode(["uint64"], [subscriptionId]);
  await done(link.transferAndCall(router, amount, subscription));
  return subscriptionId;
}

async function acceptTerms(allowList: TermsOfServiceAllowList, account: string, consent: string): Promise<void> {
  const { r, s, v } = Signature.from(consent);
  await done(allowList.acceptTermsOfService(account, account, r, s, v));
}

async function done(sending: Promise<{ wait(): Promise<unknown> }>): Promise<void> {
  await (await sending).wait();
}
