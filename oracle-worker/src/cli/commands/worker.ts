import type { AddCommand } from "../addCommand.ts";
import { untilStopped } from "../untilStopped.ts";

export const addWorker: AddCommand = (program, bind) => {
  program
    .command("worker")
    .summary("run an oracle worker")
    .description(
      "Scores what the chain asks for, signs and submits batches with its peers, and serves predictions, until stopped.",
    )
    .action(
      bind(async (context) => {
        const { startWorker } = await import("../../main.ts");
        const { readConfig } = await import("../../config.ts");
        const worker = await startWorker(await readConfig(context.home));
        try {
          context.print({ value: { url: worker.url }, text: `worker at ${worker.url}` });
          await untilStopped(context.signal);
        } finally {
          await worker.stop();
        }
      }),
    );
};
