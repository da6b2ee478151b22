import { expect } from "chai";
import { InvalidArgumentError } from "commander";
import { parseStatesPolicy } from "./parseStatesPolicy.ts";
import { parseAddress, parseVersion } from "./parseVersion.ts";

const ADDRESS = `0x${"aB".repeat(20)}`;
const LOWER = ADDRESS.toLowerCase();

describe("parseVersion", () => {
  it("takes an id, an alias or a full name", () => {
    expect(parseVersion("7")).to.deep.equal({ ref: 7 });
    expect(parseVersion("7@stable")).to.deep.equal({ ref: { pipelineId: 7, alias: "stable" } });
    expect(parseVersion(`eip155:1:${ADDRESS}/7`)).to.deep.equal({ chainId: 1, registry: LOWER, ref: 7 });
  });

  it("refuses anything else", () => {
    for (const text of ["0", "x", "", "7@newest", "eip155:1:0x12/7", `eip155:1:${ADDRESS}`])
      expect(() => parseVersion(text), text).to.throw(InvalidArgumentError);
  });
});

describe("parseAddress", () => {
  it("takes 20 bytes in any case, and nothing else", () => {
    expect(parseAddress(ADDRESS)).to.equal(LOWER);
    for (const text of ["0x12", ADDRESS.slice(2), `${ADDRESS}00`])
      expect(() => parseAddress(text), text).to.throw(InvalidArgumentError);
  });
});

describe("parseStatesPolicy", () => {
  it("takes all, none or a count", () => {
    expect(["all", "none", "0", "1000"].map(parseStatesPolicy)).to.deep.equal(["all", "none", 0, 1000]);
    for (const text of ["some", "-1", "1001", "1.5"])
      expect(() => parseStatesPolicy(text), text).to.throw(InvalidArgumentError);
  });
});
