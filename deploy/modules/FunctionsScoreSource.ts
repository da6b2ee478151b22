import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import assayModule from "./Assay.ts";

const script = readFileSync(new URL("../../functions-source/fetch-metrics.js", import.meta.url));

/**
 * Adds Reported scores through a Chainlink Functions network to the protocol.
 *
 * Two steps stay with others: the governor admits the source with `Scores.setSource(source, REPORTS)`, and the owner of the
 * LINK subscription adds it as a consumer.
 *
 * Parameters: `router` (address), `donId` (bytes32), `subscriptionId`, `callbackGasLimit` (gas), `gateways` (HTTP origins); and
 * those of the Assay module.
 */
export default buildModule("FunctionsScoreSource", (m) => {
  const { accessManager, pipelineRegistry, benchmarks, scores } = m.useModule(assayModule);
  const functionsScoreSource = m.contract("FunctionsScoreSource", [
    accessManager,
    m.getParameter<string>("router"),
    pipelineRegistry,
    benchmarks,
    scores,
    m.getParameter<bigint>("subscriptionId"),
    m.getParameter<string>("donId"),
    m.getParameter<number>("callbackGasLimit"),
    `0x${createHash("sha256").update(script).digest("hex")}`,
    m.getParameter<string[]>("gateways"),
  ]);
  return { functionsScoreSource };
});
