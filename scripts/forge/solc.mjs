#!/usr/bin/env node
// The compiler from npm behind the command line that forge expects: standard JSON from stdin to stdout.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const require = createRequire(import.meta.url);
const solc = require("solc/wrapper")(require("solc/soljson.js"));

if (process.argv.includes("--version")) {
  // Forge knows the native builds' names only.
  console.log(
    `solc, the solidity compiler commandline interface\nVersion: ${solc.version().replace(".Emscripten.clang", ".Linux.g++")}`,
  );
} else {
  process.stdout.write(solc.compile(await text(process.stdin)));
}
