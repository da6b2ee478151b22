import { expect } from "chai";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { canonicalJson, type CanonicalValue } from "./canonicalJson.ts";

const write = (value: CanonicalValue): string => new TextDecoder().decode(canonicalJson(value));

describe("canonicalJson (F-1)", () => {
  it("sorts properties by UTF-16 code units, as RFC 8785 section 3.2.3 does", () => {
    const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect(write(value)).to.equal('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}');
  });

  it("escapes strings as RFC 8785 section 3.2.2.2 does", () => {
    expect(write("\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/")).to.equal('"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
  });

  it("writes nested values without spaces and leaves out undefined properties", () => {
    expect(write({ b: [1, true, null, { z: "", a: -5 }], a: undefined })).to.equal(
      '{"b":[1,true,null,{"a":-5,"z":""}]}',
    );
    expect(write(-0)).to.equal("0");
  });

  it("refuses numbers that are not integers below 2^53, naming the path", async () => {
    for (const bad of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      const error = await expectAssayError(() => canonicalJson({ list: [{ x: bad }] }), "NotCanonical");
      expect(error.message).to.include("$.list[0].x").and.to.include(String(bad));
    }
  });

  it("refuses lone surrogates and bottomless nesting", async () => {
    await expectAssayError(() => canonicalJson("\ud800"), "NotCanonical");
    await expectAssayError(() => canonicalJson({ "\ud800": 1 }), "NotCanonical");
    let deep: CanonicalValue = 1;
    for (let i = 0; i < 100; i++) deep = [deep];
    await expectAssayError(() => canonicalJson(deep), "NotCanonical");
  });
});
