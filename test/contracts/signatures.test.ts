import { expect } from "chai";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import {
  type BaseContract,
  ContractFactory,
  encodeBytes32String,
  getBytes,
  id,
  Signature,
  solidityPacked,
  type TypedDataDomain,
  ZeroAddress,
} from "ethers";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

import { signInMessage } from "../../oracle-worker/src/cli/signInMessage.ts";
import { verifySignIn } from "../../oracle-worker/src/serve/verifySignIn.ts";
import { compileMock } from "../utils/compileMock.ts";
import { datasetParams } from "../utils/datasetParams.ts";
import { type AssayDeployment, deployAssay } from "../utils/deployAssay.ts";
import {
  benchmarkParams,
  ENGINE,
  MANUAL_PRICE,
  STAKE_WEI,
  TERMS,
  versionParams,
} from "../utils/roles/createRolesWorld.ts";
import { UNNAMED } from "../utils/unnamed.ts";

const CHAIN_IDS = [31_337, 4_242] as const;
const EPOCH_SECONDS = 3600;
const EPOCH = 600_000n;
const EPOCH_START = Number(EPOCH) * EPOCH_SECONDS;
const TRAIN = 0;
const VERSION_ID = 7;

const BATCH = {
  Batch: [
    { name: "benchmarkId", type: "uint64" },
    { name: "epoch", type: "uint40" },
    { name: "shard", type: "uint32" },
    { name: "engineDigest", type: "bytes32" },
    { name: "predictionsRoot", type: "bytes32" },
    { name: "items", type: "bytes" },
    { name: "tag", type: "bytes32" },
  ],
};
const GRANT = {
  Grant: [
    { name: "datasetId", type: "uint64" },
    { name: "grantee", type: "address" },
    { name: "action", type: "uint8" },
    { name: "licence", type: "bytes32" },
    { name: "expiresAt", type: "uint40" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};
const PERMIT = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};
/** The first token that is allowed has index 1. */
const TOKEN_BIT = 2;
/** One whole token of six decimals. */
const PRICE_UNITS = 10n ** 6n;
const HEADER = { benchmarkId: 1n, epoch: EPOCH, shard: 0, engineDigest: ENGINE, predictionsRoot: id("predictions") };
/** Version 1 with 700 right answers; the record is empty, the paired counts are 0. */
const ITEMS = solidityPacked(Array<string>(7).fill("uint32"), [1, 700, 0, 0, 0, 0, 0]);
const GRANT_NAMED = {
  datasetId: 1n,
  action: TRAIN,
  licence: encodeBytes32String("CC0-1.0"),
  expiresAt: EPOCH_START * 2,
  nonce: 1n,
  deadline: EPOCH_START * 2,
};

/** One of the four: the same accounts and, in each chain's first and second deployment, the same addresses. */
interface Place {
  name: string;
  chainId: number;
  assay: AssayDeployment;
  owner: HardhatEthersSigner;
  workers: HardhatEthersSigner[];
  /** The token in which version 1 is sold; the owner holds some. */
  token: BaseContract;
}

/** Sells version 1 in a token: registered, scored by an impersonated Scores, and priced. */
async function sellInToken(
  { pipelineRegistry, market, scores, currencies, governor }: AssayDeployment,
  owner: HardhatEthersSigner,
  connection: NetworkConnection,
): Promise<BaseContract> {
  const { abi, bytecode } = compileMock("PermitTokenMock");
  const token = await new ContractFactory(abi, bytecode, owner).deploy(owner.address, 2n * PRICE_UNITS);
  await currencies.connect(governor).add(token, ZeroAddress, 0);
  const terms = { ...TERMS, currencies: TOKEN_BIT };
  await pipelineRegistry.connect(owner).mint({ ...UNNAMED, benchmarkId: 1n, specDigest: id("spec"), terms });
  await pipelineRegistry.connect(owner).registerVersion(versionParams());
  const asScores = await connection.ethers.getImpersonatedSigner(await scores.getAddress());
  await connection.networkHelpers.setBalance(asScores.address, 10n ** 18n);
  const bounds = { boundBps: 8000, baselineBps: 5000, targetBps: 9500, improved: true };
  await market.connect(asScores).onScoresSettled([{ versionId: 1n, ...bounds, validUntil: EPOCH_START * 2 }]);
  await market.connect(owner).setPriceTerms(1n, { ...MANUAL_PRICE, currency: 1, manualNano: 10n ** 9n });
  return token;
}

async function deployTwice(chainId: number): Promise<Place[]> {
  const connection = await network.create({ override: { chainId } });
  const places: Place[] = [];
  for (const name of ["first", "second"]) {
    const assay = await deployAssay(connection, { epochSeconds: EPOCH_SECONDS });
    const [owner, ...others] = assay.others;
    if (!owner) throw new Error("the network has too few accounts");
    const workers = others.slice(0, 2);
    for (const worker of workers) {
      await assay.committee.connect(assay.governor).admit(worker, true);
      await assay.committee.connect(worker).stake("http://127.0.0.1:1", { value: STAKE_WEI });
    }
    await assay.datasetRegistry.connect(owner).register(datasetParams(id("data"), 0));
    await assay.benchmarks.createBenchmark(benchmarkParams(EPOCH_START));
    const token = await sellInToken(assay, owner, connection);
    places.push({ name: `chain ${chainId}, ${name} deployment`, chainId, assay, owner, workers, token });
  }
  await connection.networkHelpers.time.increaseTo(EPOCH_START + EPOCH_SECONDS);
  for (const { assay } of places) await assay.committee.closeEpoch(EPOCH);
  return places;
}

async function domainOf(
  { chainId }: Place,
  name: string,
  contract: { getAddress(): Promise<string> },
): Promise<TypedDataDomain> {
  return { name, version: "1", chainId, verifyingContract: await contract.getAddress() };
}

describe("signatures on two chains × two deployments", () => {
  let places: Place[];

  before(async function () {
    this.timeout(120_000);
    places = (await Promise.all(CHAIN_IDS.map(deployTwice))).flat();
  });

  /** Whatever is signed for one place is good there, and refused in the other three. */
  async function expectGoodOnlyAtHome<T>(
    sign: (place: Place) => Promise<T>,
    check: (place: Place, signed: T, isHome: boolean) => Promise<void>,
  ): Promise<void> {
    expect(places.length).to.equal(4);
    for (const home of places) {
      const signed = await sign(home);
      for (const place of places) await check(place, signed, place === home);
    }
  }

  it("deploy to the same addresses on both chains, so that only the chain tells them apart", async () => {
    const addresses = await Promise.all(places.map(({ assay }) => assay.committee.getAddress()));
    expect(new Set(addresses).size).to.equal(2);
  });

  it("attestation of a batch", async () => {
    await expectGoodOnlyAtHome(
      async (home) => {
        const domain = await domainOf(home, "Assay Committee", home.assay.committee);
        return Promise.all(
          home.workers.map(async (signer, worker) => {
            const tag = id(`tag ${worker}`);
            const value = { ...HEADER, items: getBytes(ITEMS), tag };
            const { r, yParityAndS } = Signature.from(await signer.signTypedData(domain, BATCH, value));
            return { worker, tag, r, vs: yParityAndS };
          }),
        );
      },
      async ({ assay: { committee }, name }, attestations, isHome) => {
        const call = committee.submit.staticCall(HEADER, ITEMS, attestations);
        if (isHome) await call;
        else await expect(call, name).to.be.revertedWithCustomError(committee, "CommitteeBadSignature");
      },
    );
  });

  it("grant of a dataset", async () => {
    await expectGoodOnlyAtHome(
      async (home) => {
        const domain = await domainOf(home, "Assay DatasetRegistry", home.assay.datasetRegistry);
        const grant = { ...GRANT_NAMED, grantee: home.assay.deployer.address };
        return { grant, signature: await home.owner.signTypedData(domain, GRANT, grant) };
      },
      async ({ assay: { datasetRegistry }, name }, { grant, signature }, isHome) => {
        const call = datasetRegistry.redeemGrant.staticCall(grant, signature);
        if (isHome) await call;
        else {
          await expect(call, name).to.be.revertedWithCustomError(
            datasetRegistry,
            "DatasetRegistryGrantNotSignedByOwner",
          );
        }
      },
    );
  });

  it("permit of a token", async () => {
    await expectGoodOnlyAtHome(
      async ({ chainId, assay, owner, token }) => {
        const domain = { name: "Test Dollar", version: "1", chainId, verifyingContract: await token.getAddress() };
        const spender = await assay.market.getAddress();
        const deadline = EPOCH_START * 2;
        const permit = { owner: owner.address, spender, value: PRICE_UNITS, nonce: 0, deadline };
        const { v, r, s } = Signature.from(await owner.signTypedData(domain, PERMIT, permit));
        return { value: PRICE_UNITS, deadline, v, r, s };
      },
      async ({ assay: { market }, owner, token, name }, permit, isHome) => {
        const purchase = {
          versionId: 1n,
          periods: 1n,
          recipient: owner.address,
          currency: token,
          maxPrice: PRICE_UNITS,
          minBoundBps: 0n,
          deadline: EPOCH_START * 2,
        };
        const call = market.connect(owner).buyWithPermit.staticCall(purchase, permit);
        if (isHome) await call;
        else await expect(call, name).to.be.revertedWithCustomError(market, "MarketAllowanceTooSmall");
      },
    );
  });

  it("sign-in at a worker: one host serves one deployment", async () => {
    const now = new Date();
    const nonce = "0123456789abcdef";
    const hostOf = ({ assay }: Place): string =>
      places.findIndex((place) => place.assay === assay) % 2 === 0 ? "a" : "b";
    await expectGoodOnlyAtHome(
      async (home) => {
        const { address } = home.owner;
        const origin = `http://${hostOf(home)}.example`;
        const { chainId } = home;
        const message = signInMessage({ origin, address, chainId, nonce, versionId: VERSION_ID, now });
        return { message, signature: await home.owner.signMessage(message) };
      },
      async (place, request, isHome) => {
        // Nonces that any worker might have issued too: chain and host alone must tell.
        const nonces = { issue: () => nonce, spend: () => true };
        const domain = `${hostOf(place)}.example`;
        const { chainId, name } = place;
        const answer = await verifySignIn({
          ...request,
          versionId: VERSION_ID,
          domain,
          chainId,
          nonces,
          now: () => now.getTime(),
        });
        expect(answer.kind, name).to.equal(isHome ? "account" : "refused");
      },
    );
  });
});
