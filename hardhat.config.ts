import { createRequire } from "node:module";
import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";

import { ownWarnings } from "./scripts/ownWarnings.ts";

const require = createRequire(import.meta.url);
const chainlink = "@chainlink/contracts/src/v0.8";

/** The compiler comes from npm, so that a build needs no network. One profile serves builds, tests and deployments. */
const solidity = {
  version: "0.8.37",
  path: require.resolve("solc/soljson.js"),
  isolated: false,
  settings: {
    evmVersion: "osaka",
    optimizer: { enabled: true, runs: 10_000 },
  },
};

/** The one contract that is too large for the other code generator (docs/decisions/007-market-size.md). */
const overrides = {
  "contracts/Market.sol": { ...solidity, settings: { ...solidity.settings, viaIR: true } },
};

/** Contracts of others, deployed as they are: the authority, and the real Chainlink ones of the local network. */
const npmFilesToBuild = [
  "@openzeppelin/contracts/access/manager/AccessManager.sol",
  `${chainlink}/functions/v1_0_0/FunctionsRouter.sol`,
  `${chainlink}/functions/v1_3_0/FunctionsCoordinator.sol`,
  `${chainlink}/functions/v1_3_0/accessControl/TermsOfServiceAllowList.sol`,
  `${chainlink}/shared/token/ERC677/LinkToken.sol`,
  `${chainlink}/shared/mocks/MockV3Aggregator.sol`,
];

export default defineConfig({
  plugins: [toolbox, ownWarnings],
  solidity: {
    profiles: {
      default: { compilers: [solidity], overrides },
      production: { compilers: [solidity], overrides },
    },
    npmFilesToBuild,
  },
  paths: {
    sources: "./contracts",
    tests: { solidity: "./test/contracts", mocha: "./test" },
    ignition: "./deploy",
  },
  test: {
    // One seed: a failure shows again in the next run.
    solidity: { fuzz: { runs: 500, seed: "0x617373617900" }, invariant: { failOnRevert: true } },
  },
  typechain: { outDir: "typechain-types" },
  networks: {
    localhost: {
      type: "http",
      chainType: "l1",
      url: process.env.ASSAY_RPC_URL ?? "http://127.0.0.1:8545",
    },
  },
});
