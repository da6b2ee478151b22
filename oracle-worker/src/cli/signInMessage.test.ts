import { expect } from "chai";
import { describe, it } from "mocha";
import { SiweMessage } from "siwe";
import { signInMessage } from "./signInMessage.ts";

describe("signInMessage (W-3)", () => {
  it("is an EIP-4361 message that names the version, as another implementation reads it", () => {
    const text = signInMessage({
      origin: "http://127.0.0.1:8081",
      address: "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f",
      chainId: 31_337,
      nonce: "abcdefgh12",
      versionId: 5,
      now: new Date("2026-11-21T00:00:00.000Z"),
    });
    const read = new SiweMessage(text);
    expect(read).to.include({
      domain: "127.0.0.1:8081",
      address: "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f",
      uri: "http://127.0.0.1:8081",
      chainId: 31_337,
      nonce: "abcdefgh12",
      issuedAt: "2026-11-21T00:00:00.000Z",
      expirationTime: "2026-11-21T00:05:00.000Z",
    });
    expect(read.resources).to.deep.equal(["assay:version:5"]);
  });
});
