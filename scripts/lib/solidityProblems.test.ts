import { expect } from "chai";
import { solidityProblems } from "./solidityProblems.mjs";

const problem = (message: string) => ({
  line: 3,
  column: 5,
  severity: "Error",
  message,
  ruleId: "private-vars-leading-underscore",
  filePath: "contracts/A.sol",
});

describe("solidityProblems", () => {
  it("keeps all but the underscore that constants go without", () => {
    const report = [
      problem("'fee' should start with _"),
      problem("'MAX_FEE' should start with _"),
      { conclusion: "2" },
    ];
    expect(solidityProblems(JSON.stringify(report))).to.deep.equal([
      "contracts/A.sol:3:5 'fee' should start with _ (private-vars-leading-underscore)",
    ]);
  });

  it("finds nothing in an empty report, and reports what is no report", () => {
    expect(solidityProblems("")).to.deep.equal([]);
    expect(solidityProblems("Configuration not found")).to.deep.equal(["Configuration not found"]);
  });
});
