/** Where the story is told. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/** Tells the story on a stream: numbered steps, commands, facts, and bars for long steps on a terminal. */
export interface Narrator {
  step(title: string): void;
  /** A command or transaction as a person would type it. */
  command(text: string): void;
  say(text: string): void;
  block(text: string): void;
  /** A line that a running command wrote; `training 40/200 …` moves its teller's bar. */
  progress(teller: string, line: string): void;
}

const BAR_WIDTH = 20;

export function createNarrator(sink: Sink): Narrator {
  const started = Date.now();
  const bars = new Map<string, string>();
  let steps = 0;
  let isDrawn = false;

  const print = (text: string): void => {
    if (isDrawn) sink.write("\r\u001b[2K");
    sink.write(`${text}\n`);
    isDrawn = false;
    drawBars();
  };
  const drawBars = (): void => {
    if (bars.size === 0) return;
    sink.write(`\r\u001b[2K     ${[...bars.values()].join("   ")}`);
    isDrawn = true;
  };

  return {
    step(title) {
      steps += 1;
      const seconds = Math.round((Date.now() - started) / 1000);
      print(`\n${String(steps)}. ${title}  (${String(seconds)} s)`);
    },
    command: (text) => {
      print(`   $ ${text}`);
    },
    say: (text) => {
      print(text.replaceAll(/^/gm, "     "));
    },
    block: (text) => {
      print(`\n${text}`);
    },
    progress(teller, line) {
      const match = /(\d+)\/(\d+)/.exec(line);
      if (sink.isTTY !== true || match === null) {
        print(`     ${teller}: ${line}`);
        return;
      }
      const [done, total] = [Number(match[1]), Number(match[2])];
      const filled = Math.round((BAR_WIDTH * done) / total);
      if (done === total) bars.delete(teller);
      else bars.set(teller, `${teller} ${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)}`);
      if (done === total) print(`     ${teller}: ${line}`);
      else drawBars();
    },
  };
}
