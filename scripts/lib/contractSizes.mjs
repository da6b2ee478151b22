import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Of the 24,576 bytes that a chain accepts as a contract's code (EIP-170), the rest is kept for what a review may ask. */
export const MAX_CODE_BYTES = 22_000;

/** A library whose functions are all internal leaves this much code, which nobody deploys. */
const EMPTY_LIBRARY_BYTES = 100;

/** The deployed code of each of our contracts, largest first. */
export function contractSizes(artifacts) {
  if (!existsSync(artifacts)) return [];
  const files = readdirSync(artifacts, { recursive: true }).filter((file) => file.endsWith(".json"));
  return files
    .map((file) => JSON.parse(readFileSync(join(artifacts, file), "utf8")))
    .map(({ contractName, deployedBytecode }) => ({
      name: contractName,
      bytes: deployedBytecode.length / 2 - 1,
    }))
    .filter(({ bytes }) => bytes > EMPTY_LIBRARY_BYTES)
    .sort((a, b) => b.bytes - a.bytes);
}
