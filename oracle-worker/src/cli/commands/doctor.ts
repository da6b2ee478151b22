import type { AddCommand } from "../addCommand.ts";

export const addDoctor: AddCommand = (program, bind) => {
  program
    .command("doctor")
    .summary("check the home and everything it relies on")
    .description(
      "Checks configuration, RPC, chain id, contracts, gateways, key and balance; ends with the first failure's exit code.",
    )
    .action(
      bind(async (context) => {
        const { examine } = await import("../examine.ts");
        const { checks, failure } = await examine(context);
        context.print({
          value: { healthy: failure === undefined, checks },
          text: checks
            .map(({ name, isGood, detail }) => `${isGood ? "ok  " : "FAIL"}  ${name.padEnd(13)}  ${detail}`)
            .join("\n"),
        });
        if (failure !== undefined) throw failure;
      }),
    );
};
