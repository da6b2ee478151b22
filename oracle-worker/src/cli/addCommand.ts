import type { Command } from "commander";
import type { CommandContext } from "./commandContext.ts";

/** Turns a command's own function into commander's action: the context comes first, then arguments, then options. */
export type Bind = <A extends unknown[]>(
  handler: (context: CommandContext, ...args: A) => Promise<void>,
) => (...args: A) => Promise<void>;

/** Declares one command, or one group of commands. What the command needs is imported when it runs, not here. */
export type AddCommand = (program: Command, bind: Bind) => void;
