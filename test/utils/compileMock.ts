import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const ROOT = join(import.meta.dirname, "..", "..");
const SOLC = join(ROOT, "node_modules", "solc", "solc.js");

const ContractSchema = z.object({
  abi: z.array(z.record(z.string(), z.unknown())),
  evm: z.object({ bytecode: z.object({ object: z.string().min(1) }) }),
});
const OutputSchema = z.object({ contracts: z.record(z.string(), z.record(z.string(), ContractSchema)) });

/** Compiles a contract of test/mocks, which the build leaves out, with the build's compiler. @throws when it does not compile */
export function compileMock(name: string): { abi: string; bytecode: string } {
  const file = `test/mocks/${name}.sol`;
  const input = JSON.stringify({
    language: "Solidity",
    sources: { [file]: { content: readFileSync(join(ROOT, file), "utf8") } },
    settings: { optimizer: { enabled: true }, outputSelection: { [file]: { [name]: ["abi", "evm.bytecode.object"] } } },
  });
  const paths = ["--base-path", ROOT, "--include-path", join(ROOT, "node_modules")];
  const output = execFileSync(process.execPath, [SOLC, "--standard-json", ...paths], { cwd: ROOT, input });
  // The compiler may greet before it answers.
  const answer: unknown = JSON.parse(output.toString().replace(/^[^{]*/, ""));
  const compiled = OutputSchema.parse(answer).contracts[file]?.[name];
  if (compiled === undefined) throw new Error(`${file} has no contract ${name}`);
  return { abi: JSON.stringify(compiled.abi), bytecode: `0x${compiled.evm.bytecode.object}` };
}
