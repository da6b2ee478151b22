import { expect } from "chai";
import { type ContractTransactionResponse, encodeBytes32String, id, Wallet, ZeroHash } from "ethers";
import { network } from "hardhat";

import { datasetParams } from "../utils/datasetParams.ts";
import { deployAssay } from "../utils/deployAssay.ts";

const TRAIN = 0;
const ALLOWLIST = 0;
const NO_TARGET = "0x0000000000000000000000000000000000000000";
const FAR = 2 ** 39;
/** What a transaction costs before it does anything. */
const TRANSACTION_GAS = 21_000n;
/** The share of each of four conditions: `Policies.CONDITIONS_GAS` / 4. */
const CONDITION_GAS = 13_000n;
const GRANT_TYPES = {
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

const gasOf = async (sent: Promise<ContractTransactionResponse>): Promise<number> => {
  const receipt = await (await sent).wait();
  if (receipt === null) throw new Error("the transaction was not mined");
  return Number(receipt.gasUsed);
};

/** Transaction gas, every slot cold. */
describe("gas of consent", () => {
  const deploy = async () => {
    const connection = await network.create();
    const assay = await deployAssay(connection);
    const { chainId } = await connection.ethers.provider.getNetwork();
    await assay.datasetRegistry.register(datasetParams(id("data"), 100));
    await assay.policies.createAllowlist();
    const condition = { kind: ALLOWLIST, target: NO_TARGET, id: 1, minimum: 0 };
    const register = () => assay.policies.register(true, [condition]);
    const policyId = await assay.policies.register.staticCall(true, [condition]);
    return { ...assay, chainId, register, policyId };
  };

  it("registers a policy in at most 80k, and names it for a dataset in at most 59k", async () => {
    const { datasetRegistry, register, policyId } = await deploy();
    expect(await gasOf(register())).to.be.at.most(80_000);
    expect(await gasOf(datasetRegistry.setPolicy(1, TRAIN, policyId))).to.be.at.most(59_000);
    expect(await gasOf(datasetRegistry.setPolicy(1, TRAIN, ZeroHash))).to.be.at.most(31_000);
  });

  it("redeems a grant in at most 105k, and the next of its 256 nonces in at most 88k", async () => {
    const { datasetRegistry, deployer, chainId } = await deploy();
    const domain = {
      name: "Assay DatasetRegistry",
      version: "1",
      chainId,
      verifyingContract: await datasetRegistry.getAddress(),
    };
    for (const { nonce, limit } of [
      { nonce: 0, limit: 105_000 },
      { nonce: 1, limit: 88_000 },
    ]) {
      const grantee = Wallet.createRandom().address;
      const licence = encodeBytes32String("MIT");
      const grant = { datasetId: 1, grantee, action: TRAIN, licence, expiresAt: FAR, nonce, deadline: FAR };
      const signature = await deployer.signTypedData(domain, GRANT_TYPES, grant);
      expect(await gasOf(datasetRegistry.redeemGrant(grant, signature))).to.be.at.most(limit);
    }
  });

  it("A-3: asks the Market for access within the share of one condition of four", async () => {
    const { market, deployer } = await deploy();
    expect((await market.hasAccess.estimateGas(1, deployer.address)) - TRANSACTION_GAS).to.be.below(CONDITION_GAS);
  });
});
