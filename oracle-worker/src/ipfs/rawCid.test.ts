import { expect } from "chai";
import { sha256, toHex } from "../core/sha256.ts";
import { cidOfSha256 } from "./rawCid.ts";

describe("rawCid", () => {
  const digest = toHex(sha256(Buffer.from("hello world")));
  const cid = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e";

  it("F-1: turns the digest on chain into the CID of the manifest", () => {
    expect(cidOfSha256(digest)).to.equal(cid);
  });

  it("refuses what is no SHA-256 digest", () => {
    for (const text of ["", "0x", digest.slice(0, -1), `${digest}00`, digest.slice(2), `0x${"zz".repeat(32)}`]) {
      expect(() => cidOfSha256(text), text)
        .to.throw()
        .with.property("code", "CidInvalid");
    }
  });
});
