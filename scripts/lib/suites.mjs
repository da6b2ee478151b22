/**
 * What `npm test` runs, in order: each suite's folders of Solidity (*.t.sol) and of mocha tests (*.test.ts).
 * Hardhat takes Solidity tests from test/contracts only (paths.tests.solidity).
 */
export const suites = [
  {
    name: "contracts",
    solidity: ["test/contracts"],
    mocha: ["test/contracts", "test/deploy", "test/gas"],
  },
  { name: "engine", solidity: [], mocha: ["oracle-worker/engine", "test/engine"] },
  { name: "worker", solidity: [], mocha: ["oracle-worker/src"] },
  { name: "functions", solidity: [], mocha: ["test/functions-source"] },
  { name: "invariants", solidity: [], mocha: ["test/invariant", "test/attacks"] },
  { name: "e2e", solidity: [], mocha: ["test/integration", "devnet"] },
  { name: "scripts", solidity: [], mocha: ["scripts", "bench"] },
];
