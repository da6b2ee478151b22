import { CommanderError } from "commander";
import { AssayError } from "../errors.ts";
import { createProgram } from "./createProgram.ts";
import type { Io } from "./io.ts";
import { printable } from "./printable.ts";

/** Exit code of wrong usage, like other unusable input. */
const USAGE_EXIT_CODE = 2;

/**
 * Runs one command to its end.
 * @param args the words after the program's name
 * @returns the exit code (docs/cli.md); a failure has been told in one line on stderr
 */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  try {
    await createProgram(io).parseAsync([...args], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return reportUsage(error, io);
    return report(toAssayError(error), io);
  }
}

function reportUsage(error: CommanderError, io: Io): number {
  // Help and version end as errors too, with exit code 0 and their text printed.
  if (error.exitCode === 0) return 0;
  if (error.code === "commander.help") return USAGE_EXIT_CODE;
  const what = oneLine(error.message.replace(/^error: /, ""));
  io.stderr.write(`error: ${what}; run assay --help, or add --help to the command\n`);
  return USAGE_EXIT_CODE;
}

function report(error: AssayError, io: Io): number {
  io.stderr.write(`error: ${oneLine(error.message)}; ${oneLine(error.hint)}\n`);
  return error.exitCode;
}

function toAssayError(error: unknown): AssayError {
  if (error instanceof AssayError) return error;
  const what = error instanceof Error ? error.message : String(error);
  return new AssayError("Unexpected", what, { hint: "this is a fault of assay: please report it", cause: error });
}

function oneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, " ").trim());
}
