import { AbiCoder, type ParamType, Signature, concat, hexlify, keccak256, toUtf8Bytes, zeroPadValue } from "ethers";
import { FunctionsCoordinator__factory } from "../../typechain-types/index.ts";
import type { DonNode } from "./donNode.ts";
import type { OracleRequest } from "./oracleRequest.ts";
import type { ScriptOutcome } from "./runScript.ts";

/** The arguments of `FunctionsCoordinator.transmit`. */
export type SignedReport = {
  context: [string, string, string];
  report: string;
  rs: string[];
  ss: string[];
  rawVs: string;
};

const abi = AbiCoder.defaultAbiCoder();

/** Signatures that the coordinator wants, no more and no fewer: ⌊(n + f) / 2⌋ + 1. */
export function quorumOf(nodes: number, faulty: number): number {
  return Math.floor((nodes + faulty) / 2) + 1;
}

/** The report that answers one request, as the coordinator decodes it. */
export function encodeReport(request: OracleRequest, outcome: ScriptOutcome): string {
  const result = outcome.kind === "response" ? outcome.bytes : "0x";
  const error = outcome.kind === "error" ? hexlify(toUtf8Bytes(outcome.message)) : "0x";
  const commitment = abi.encode([commitmentType()], [[...request.commitment]]);
  return abi.encode(
    ["bytes32[]", "bytes[]", "bytes[]", "bytes[]", "bytes[]"],
    [[request.requestId], [result], [error], [commitment], ["0x"]],
  );
}

/** Signs a report under an OCR2 configuration: keccak256(keccak256(report) ‖ context), v as bytes 0 or 1. */
export function signReport(report: string, configDigest: string, nodes: readonly DonNode[]): SignedReport {
  // Epoch 1, round 1; the coordinator checks request ids instead of rounds.
  const context: [string, string, string] = [configDigest, zeroPadValue("0x0101", 32), zeroPadValue("0x", 32)];
  const digest = keccak256(concat([keccak256(report), ...context]));
  const signatures = nodes.map(({ signer }) => Signature.from(signer.signingKey.sign(digest)));
  const rawVs = new Uint8Array(32);
  rawVs.set(signatures.map(({ yParity }) => yParity));
  return { context, report, rs: signatures.map(({ r }) => r), ss: signatures.map(({ s }) => s), rawVs: hexlify(rawVs) };
}

function commitmentType(): ParamType {
  const event = FunctionsCoordinator__factory.createInterface().getEvent("OracleRequest");
  const type = event.inputs.find(({ name }) => name === "commitment");
  if (!type) throw new Error("the coordinator's OracleRequest has no commitment");
  return type;
}
