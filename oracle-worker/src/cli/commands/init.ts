import { resolve } from "node:path";
import type { AddCommand } from "../addCommand.ts";

type Options = { rpc: string; deployment: string; gateway?: string[]; keyFile?: string; port?: number; force?: true };

export const addInit: AddCommand = (program, bind) => {
  program
    .command("init")
    .summary("make a home: configuration and key")
    .description("Writes assay.json into the home, and a new key file (mode 600) unless there is one.")
    .requiredOption("--rpc <url>", "JSON-RPC endpoint of the chain")
    .requiredOption("--deployment <file>", "the network's deployment.json")
    .option("--gateway <url...>", "trustless IPFS gateways, asked in this order")
    .option("--key-file <file>", "use this key: 0x and 64 hex digits, or a JSON keystore")
    .option("--force", "replace an assay.json that exists; a key is never replaced")
    .action(
      bind(async (context, options: Options) => {
        const { createHome } = await import("../createHome.ts");
        const { address, configPath, keyFile } = await createHome(context.home, {
          rpcUrl: options.rpc,
          deployment: resolve(options.deployment),
          gateways: options.gateway ?? [],
          ...(options.keyFile === undefined ? {} : { keyFile: resolve(options.keyFile) }),
          isReplacing: options.force === true,
        });
        context.print({
          value: { address, config: configPath, keyFile },
          text: `account  ${address}\nconfig   ${configPath}\nkey      ${keyFile}`,
        });
      }),
    );
};
