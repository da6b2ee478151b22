import type { Io } from "./io.ts";
import { printable } from "./printable.ts";
import { createProgress, type Progress } from "./progress.ts";
import { toJson } from "./toJson.ts";

/** What a command has to say: one object for programs, the same as text for people. */
export type CommandResult = {
  value: object;
  text: string;
  /** Whether the text is written as it is: a format for programs, in which the command has made printable what others chose. */
  isExact?: boolean;
};

/** A command's view of the world. */
export type CommandContext = {
  /** Absolute path of the home directory. */
  readonly home: string;
  /** Whether the result is printed as one JSON object. */
  readonly json: boolean;
  /** Fires when the user stops the command. */
  readonly signal: AbortSignal;
  /** Prints the result on stdout: its text, or with `--json` its value. Called at most once. */
  print(result: CommandResult): void;
  /** Tells what is going on, on stderr. */
  note(text: string): void;
  /** Shows how far a long step is, on stderr. */
  progress(label: string, total: number): Progress;
};

export function createContext(io: Io, options: { home: string; json: boolean }): CommandContext {
  return {
    home: options.home,
    json: options.json,
    signal: io.signal,
    print: ({ value, text, isExact = false }) => {
      if (!options.json && isExact) io.stdout.write(text);
      else io.stdout.write(`${printable(options.json ? toJson(value) : text)}\n`);
    },
    note: (text) => void io.stderr.write(`${printable(text)}\n`),
    progress: (label, total) => createProgress(io.stderr, label, total),
  };
}
