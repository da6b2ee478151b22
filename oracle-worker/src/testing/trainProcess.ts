import { existsSync } from "node:fs";
import { toHex, sha256 } from "../core/sha256.ts";
import { resumeInDirectory, trainInDirectory } from "../runs/trainInDirectory.ts";
import { trainingFilePath } from "../runs/trainingFile.ts";
import { tinyTraining } from "./tinyTraining.ts";

// A training that tests kill: trains or resumes in the directory given, and prints each step, then the run's digests.
// With a second argument it never ends by itself: who kills it may be late.

const [directory = "", linger] = process.argv.slice(2);
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const input = { ...tinyTraining(directory), note: print };
const train = existsSync(trainingFilePath(directory)) ? resumeInDirectory : trainInDirectory;
const run = await train({ ...input, onProgress: ({ step }) => print(`step ${step}`) });
print(JSON.stringify([run.finalRoot, run.logHead, toHex(sha256(run.log)), toHex(sha256(run.leaves))]));
if (linger !== undefined) setInterval(() => undefined, 1_000);
