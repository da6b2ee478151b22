import { expect } from "chai";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { encodeBytes32String, getBytes, id, Signature, solidityPacked, type TypedDataDomain } from "ethers";
import { network } from "hardhat";

import { signInMessage } from "../../oracle-worker/src/cli/signInMessage.ts";
import { verifySignIn } from "../../oracle-worker/src/serve/verifySignIn.ts";
import { datasetParams } from "../utils/datasetParams.ts";
import { type AssayDeployment, deployAssay } from "../utils/deployAssay.ts";
import { benchmarkParams, ENGINE, STAKE_WEI } from "../utils/roles/createRolesWorld.ts";

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
    places.push({ name: `chain ${chainId}, ${name} deployment`, chainId, assay, owner, workers });
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

  before(async () => {
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
