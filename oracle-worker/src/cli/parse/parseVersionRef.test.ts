import { expect } from "chai";
import { InvalidArgumentError } from "commander";
import { parseVersionRef } from "./parseVersionRef.ts";

describe("parseVersionRef", () => {
  it("takes an id or an alias of a pipeline", () => {
    expect(parseVersionRef("12")).to.equal(12);
    expect(parseVersionRef("3@latest")).to.deep.equal({ pipelineId: 3, alias: "latest" });
    expect(parseVersionRef("3@stable")).to.deep.equal({ pipelineId: 3, alias: "stable" });
  });

  it("refuses anything else", () => {
    for (const text of ["0", "", "3@", "@latest", "3@newest", "0@latest", "16777216@latest", "x@stable", "3@latest "])
      expect(() => parseVersionRef(text), text).to.throw(InvalidArgumentError);
  });
});
