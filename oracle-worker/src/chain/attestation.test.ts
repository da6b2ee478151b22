import { expect } from "chai";
import { network } from "hardhat";
import { keccak256, Wallet } from "ethers";
import { deployAssay } from "../../../test/utils/deployAssay.ts";
import { toHex } from "../core/sha256.ts";
import {
  attestationDigest,
  type AttestationDomain,
  attestationSigner,
  attestationTag,
  type BatchHeader,
  signAttestation,
} from "./attestation.ts";

const HEADER: BatchHeader = {
  benchmarkId: 7,
  epoch: 489_123,
  shard: 3,
  engineDigest: `0x${"11".repeat(32)}`,
  predictionsRoot: `0x${"22".repeat(32)}`,
};
const ITEMS = Uint8Array.from({ length: 56 }, (_, i) => i);

describe("attestation", () => {
  it("C-2: has the digest that the Committee computes", async () => {
    const connection = await network.create();
    const { committee } = await deployAssay(connection);
    const domain = { chainId: 31_337, committee: await committee.getAddress() };
    const tag = attestationTag(Uint8Array.of(0, 1, 0, 2), Wallet.createRandom().address);
    expect(attestationDigest(domain, HEADER, ITEMS, tag)).to.equal(
      await committee.attestationDigest(HEADER, ITEMS, tag),
    );
    await connection.close();
  });

  const domain: AttestationDomain = { chainId: 1, committee: `0x${"33".repeat(20)}` };

  it("C-4: tags the predictions of all items with the worker's address", () => {
    expect(attestationTag(Uint8Array.of(0, 1), `0x${"44".repeat(20)}`)).to.equal(keccak256(`0x0001${"44".repeat(20)}`));
    expect(attestationTag(Uint8Array.of(0, 1), `0x${"44".repeat(20)}`)).to.not.equal(
      attestationTag(Uint8Array.of(0, 1), `0x${"45".repeat(20)}`),
    );
  });

  it("recovers the signer, and nobody from noise", () => {
    const account = new Wallet(Wallet.createRandom().privateKey);
    const digest = attestationDigest(domain, HEADER, ITEMS, HEADER.engineDigest);
    const signature = signAttestation(account, digest);
    expect(attestationSigner(digest, signature)).to.equal(account.address.toLowerCase());
    expect(attestationSigner(toHex(new Uint8Array(32)), signature)).to.not.equal(account.address.toLowerCase());
    expect(attestationSigner(digest, { r: `0x${"ff".repeat(32)}`, vs: `0x${"ff".repeat(32)}` })).to.equal(undefined);
    expect(attestationSigner(digest, { r: "0x", vs: "0x01" })).to.equal(undefined);
  });

  it("gives another digest for another chain, contract, header, items or tag", () => {
    const digests = [
      attestationDigest(domain, HEADER, ITEMS, HEADER.engineDigest),
      attestationDigest({ ...domain, chainId: 2 }, HEADER, ITEMS, HEADER.engineDigest),
      attestationDigest({ ...domain, committee: `0x${"34".repeat(20)}` }, HEADER, ITEMS, HEADER.engineDigest),
      attestationDigest(domain, { ...HEADER, epoch: HEADER.epoch + 1 }, ITEMS, HEADER.engineDigest),
      attestationDigest(domain, HEADER, ITEMS.subarray(28), HEADER.engineDigest),
      attestationDigest(domain, HEADER, ITEMS, HEADER.predictionsRoot),
    ];
    expect(new Set(digests).size).to.equal(digests.length);
  });
});
