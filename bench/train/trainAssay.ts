// node --import tsx trainAssay.ts <threads> <folder of the workload>: the product's own trainer, as a contestant.
import { createHash } from "node:crypto";
import { littleEndianBytes, sortedNames } from "../../oracle-worker/src/models/weights.ts";
import { serveTurns } from "../peers/serveTurns.mjs";
import { openTraining } from "./openTraining.ts";

const [threads, folder = ""] = process.argv.slice(2);
const { step, weights } = await openTraining(folder, Number(threads));

await serveTurns({
  step,
  digest() {
    const now = weights();
    const hash = createHash("sha256");
    for (const name of sortedNames(now)) hash.update(littleEndianBytes(now.get(name)?.values ?? new Float32Array()));
    return hash.digest("hex");
  },
});
process.exit(); // The engine's threads would wait for ever.
