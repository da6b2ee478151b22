import { expect } from "chai";
import { formatVersionName, parseVersionName } from "./versionName.ts";

const NAME = { chainId: 31_337, registry: `0x${"ab".repeat(20)}`, versionId: 7 } as const;
const TEXT = `eip155:31337:0x${"ab".repeat(20)}/7`;

describe("version names (P-8)", () => {
  it("are written and read", () => {
    expect(formatVersionName(NAME)).to.equal(TEXT);
    expect(parseVersionName(TEXT)).to.deep.equal(NAME);
    expect(parseVersionName(TEXT.replaceAll("ab", "AB"))).to.deep.equal(NAME);
  });

  it("have no other spelling", () => {
    for (const text of [
      "7",
      TEXT.slice(1),
      `${TEXT} `,
      TEXT.replace("/7", "/0"),
      TEXT.replace("/7", "/07"),
      `${TEXT}/8`,
    ])
      expect(parseVersionName(text), text).to.equal(undefined);
  });
});
