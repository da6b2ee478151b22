import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** EIP-170: what a chain accepts as a contract's code. */
export const MAX_CODE_BYTES = 24_576;

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
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
}
