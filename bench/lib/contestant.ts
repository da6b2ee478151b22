/**
 * One engine with one setting. It either runs as a process of its own that serves turns (bench/peers/serveTurns.mjs),
 * or is listed with the reason why it cannot.
 */
export type Contestant = {
  readonly engine: string;
  readonly threads: number;
  readonly start: Start | { readonly reason: string };
};

export type Start = {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
};

/** A contestant under Node with TypeScript loaded. */
export function nodeStart(script: string, args: readonly string[]): Start {
  const flags = ["--disable-warning=ExperimentalWarning", "--import", "tsx"];
  return { command: process.execPath, args: [...flags, script, ...args], environment: {} };
}
