import { expect } from "chai";
import { HDNodeWallet, Wallet } from "ethers";
import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import { after, before, describe, it } from "mocha";
import { datasetParams } from "../../../test/utils/datasetParams.ts";
import { type AssayDeployment, deployAssay } from "../../../test/utils/deployAssay.ts";
import { encodeLicence } from "../core/encodeLicence.ts";
import { type Grant, grantDigest, grantStruct, signGrant } from "./signGrant.ts";

describe("signGrant", () => {
  let connection: NetworkConnection;
  let assay: AssayDeployment;
  let domain: { chainId: number; registry: string };
  const owner = new Wallet(HDNodeWallet.createRandom().privateKey);
  const grant: Grant = {
    datasetId: 1,
    grantee: `0x${"ab".repeat(20)}`,
    action: "evaluate",
    licence: encodeLicence("CC-BY-4.0"),
    expiresAt: 2 ** 40 - 1,
    nonce: String(2n ** 256n - 1n),
    deadline: 2 ** 40,
  };

  before(async () => {
    connection = await network.create();
    assay = await deployAssay(connection);
    await assay.datasetRegistry.register(datasetParams(grant.licence, 0));
    await assay.datasetRegistry.transferFrom(assay.deployer, owner.address, 1);
    domain = {
      chainId: Number((await connection.ethers.provider.getNetwork()).chainId),
      registry: await assay.datasetRegistry.getAddress(),
    };
  });
  after(() => connection.close());

  it("A-7: hashes as the contract does", async () => {
    for (const action of ["train", "evaluate", "read"] as const) {
      const other = { ...grant, action };
      expect(await assay.datasetRegistry.grantDigest(grantStruct(other))).to.equal(grantDigest(domain, other));
    }
  });

  it("A-7: signs what the contract takes", async () => {
    await assay.datasetRegistry.redeemGrant(grantStruct(grant), signGrant(owner, domain, grant));
    expect(await assay.datasetRegistry.grantOf(1, grant.grantee, 1)).to.deep.equal([
      BigInt(grant.expiresAt),
      grant.licence,
    ]);
  });
});
