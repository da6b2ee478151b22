import { expect } from "chai";
import { sha256, toHex } from "../core/sha256.ts";
import { cidOfSha256, sha256OfCid } from "./rawCid.ts";

describe("rawCid", () => {
  const digest = toHex(sha256(Buffer.from("hello world")));
  const cid = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e";

  it("F-1: turns the digest on chain into the CID of the manifest, and back", () => {
    expect(cidOfSha256(digest)).to.equal(cid);
    expect(sha256OfCid(cid)).to.equal(digest);
  });

  it("refuses what is no SHA-256 digest", () => {
    for (const text of ["", "0x", digest.slice(0, -1), `${digest}00`, digest.slice(2), `0x${"zz".repeat(32)}`]) {
      expect(() => cidOfSha256(text), text)
        .to.throw()
        .with.property("code", "CidInvalid");
    }
  });

  it("refuses CIDs whose digest is not their content's", () => {
    const unixfs = "bafybeif7hzzjxnluqcyyrpa3odaes6xrnanumnfpbu6uolnzugqpch4skq";
    for (const text of ["", "x", unixfs, `z${cid}`, cid.slice(0, -1)]) {
      expect(() => sha256OfCid(text), text)
        .to.throw()
        .with.property("code", "CidInvalid");
    }
  });
});
