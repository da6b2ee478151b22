/** Where a command's text goes. */
export type TextSink = { write(text: string): unknown; readonly isTTY?: boolean | undefined };

/** Everything of the process that a command may touch. */
export type Io = {
  /** Results only. */
  stdout: TextSink;
  /** Everything else: notes, progress, errors. */
  stderr: TextSink;
  /** Home directory when no `--home` is given. */
  defaultHome: string;
  /** Fires on SIGINT and SIGTERM. */
  signal: AbortSignal;
};
