import { expect } from "chai";
import { truncateUtf8 } from "./truncateUtf8.ts";

describe("truncateUtf8", () => {
  it("keeps what fits", () => {
    expect(truncateUtf8("", 0)).to.equal("");
    expect(truncateUtf8("moby", 4)).to.equal("moby");
    expect(truncateUtf8("moby", 3)).to.equal("mob");
  });

  it("keeps no half character", () => {
    expect(truncateUtf8("aé", 2)).to.equal("a");
    expect(truncateUtf8("a🐳b", 4)).to.equal("a");
    expect(truncateUtf8("a🐳b", 5)).to.equal("a🐳");
  });
});
