import { resolve } from "node:path";
import type { AddCommand } from "../addCommand.ts";
import { parsePort } from "../parse/parseInteger.ts";
import { untilStopped } from "../untilStopped.ts";

export const addGateway: AddCommand = (program, bind) => {
  program
    .command("gateway")
    .summary("serve content stores over HTTP")
    .description("Serves the blocks of one or more stores as a trustless IPFS gateway, read only, until it is stopped.")
    .option("--store <dir...>", "store directories (default: the home's store)")
    .option("--host <address>", "interface to listen on", "127.0.0.1")
    .option("--port <port>", "port to listen on; 0 takes a free one", parsePort, 0)
    .action(
      bind(async (context, options: { store?: string[]; host: string; port: number }) => {
        const { startGateway } = await import("../../ipfs/gatewayServer.ts");
        const directories = options.store?.map((path) => resolve(path)) ?? [resolve(context.home, "store")];
        const gateway = await startGateway({ directories, host: options.host, port: options.port });
        try {
          context.print({ value: { url: gateway.url, stores: directories }, text: `gateway at ${gateway.url}` });
          await untilStopped(context.signal);
        } finally {
          await gateway.close();
        }
      }),
    );
};
