/** Tells the story on a stream: numbered steps, commands, facts. */
export interface Narrator {
  step(title: string): void;
  /** A command or transaction as a person would type it. */
  command(text: string): void;
  say(text: string): void;
  block(text: string): void;
}

export function createNarrator(write: (text: string) => void): Narrator {
  const started = Date.now();
  let steps = 0;
  return {
    step(title) {
      steps += 1;
      const seconds = Math.round((Date.now() - started) / 1000);
      write(`\n${String(steps)}. ${title}  (${String(seconds)} s)\n`);
    },
    command: (text) => {
      write(`   $ ${text}\n`);
    },
    say: (text) => {
      write(`     ${text}\n`);
    },
    block: (text) => {
      write(`\n${text}\n`);
    },
  };
}
