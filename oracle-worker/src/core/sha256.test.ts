import { expect } from "chai";
import { fromHex, sha256, toHex } from "./sha256.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("sha256", () => {
  it("gives the FIPS 180-4 example, whole or in parts", () => {
    const expected = "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(toHex(sha256(utf8("abc")))).to.equal(expected);
    expect(toHex(sha256(utf8("a"), utf8(""), utf8("bc")))).to.equal(expected);
  });

  it("reads back the hex it writes, and views of larger buffers", () => {
    const view = Uint8Array.of(9, 0, 255, 16, 9).subarray(1, 4);
    expect(toHex(view)).to.equal("0x00ff10");
    expect([...fromHex("0x00FF10")]).to.deep.equal([0, 255, 16]);
  });

  it("refuses what is not hex bytes", () => {
    for (const bad of ["", "00", "0x0", "0xzz", "0x00 "]) expect(() => fromHex(bad), bad).to.throw(RangeError);
  });
});
