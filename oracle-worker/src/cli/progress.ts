import type { TextSink } from "./io.ts";

/** How far a long step is. */
export type Progress = {
  /** @param done 0..total @param detail a few words, such as the loss */
  update(done: number, detail: string): void;
  /** Leaves the last state standing. */
  stop(): void;
};

const BAR_WIDTH = 30;
/** Plain lines are for logs: at most this many of one step. */
const PLAIN_LINES = 10;

/** A bar that redraws itself on a terminal, a few plain lines elsewhere. */
export function createProgress(sink: TextSink, label: string, total: number): Progress {
  return sink.isTTY === true ? createBar(sink, label, total) : createLines(sink, label, total);
}

function createBar(sink: TextSink, label: string, total: number): Progress {
  let isDrawn = false;
  return {
    update(done, detail) {
      const filled = Math.round((BAR_WIDTH * done) / total);
      const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
      sink.write(`\r\u001b[2K${label} ${bar} ${String(done)}/${String(total)} ${detail}`);
      isDrawn = true;
    },
    stop() {
      if (isDrawn) sink.write("\n");
    },
  };
}

function createLines(sink: TextSink, label: string, total: number): Progress {
  let printed = 0;
  sink.write(`${label} 0/${String(total)}\n`);
  return {
    update(done, detail) {
      const due = Math.floor((PLAIN_LINES * done) / total);
      if (due <= printed) return;
      printed = due;
      sink.write(`${label} ${String(done)}/${String(total)} ${detail}`.trimEnd() + "\n");
    },
    stop() {},
  };
}
