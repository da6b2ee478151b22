import { resolve } from "node:path";
import { Command } from "commander";
import type { Bind } from "./addCommand.ts";
import { createContext } from "./commandContext.ts";
import { addGateway } from "./commands/gateway.ts";
import type { Io } from "./io.ts";

/** Every command, in the order of the help. */
const COMMANDS = [addGateway];

/** The whole `assay` command tree. Building it loads no command's dependencies. */
export function createProgram(io: Io): Command {
  const program = new Command("assay")
    .description("Mint, train, score, price, buy and use model versions whose price follows their measured score.")
    .option("--home <dir>", "directory of configuration, key and content (default: $ASSAY_HOME, or the current one)")
    .option("--json", "print one JSON object on stdout; everything else goes to stderr", false)
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      // Errors are told in one line by runCli; help that follows a missing command is not an error's line.
      writeErr: (text) => void (text.startsWith("error:") || io.stderr.write(text)),
    })
    .exitOverride();

  const bind: Bind =
    (handler) =>
    async (...args) => {
      const { home, json } = program.opts<{ home?: string; json: boolean }>();
      await handler(createContext(io, { home: resolve(home ?? io.defaultHome), json }), ...args);
    };
  for (const add of COMMANDS) add(program, bind);
  return program;
}
