import { expect } from "chai";
import { readLcov } from "./readLcov.ts";

const LCOV = `TN:
SF:contracts/A.sol
DA:10,3
DA:11,0
BRDA:10,0,0,3
BRDA:10,0,1,0
BRDA:12,1,0,-
LF:2
end_of_record
TN:
SF:contracts/B.sol
DA:4,1
end_of_record
`;

describe("readLcov", () => {
  it("counts what was reached and names the lines of what was not", () => {
    expect(readLcov(LCOV)).to.deep.equal([
      {
        file: "contracts/A.sol",
        lines: { found: 2, hit: 1, missing: [11] },
        branches: { found: 3, hit: 1, missing: [10, 12] },
      },
      {
        file: "contracts/B.sol",
        lines: { found: 1, hit: 1, missing: [] },
        branches: { found: 0, hit: 0, missing: [] },
      },
    ]);
  });
});
