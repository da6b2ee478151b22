import type { AddCommand } from "../addCommand.ts";
import { parseVersionRef, VERSION_REF, type VersionRef } from "../parse/parseVersionRef.ts";

export const addShow: AddCommand = (program, bind) => {
  program
    .command("show")
    .summary("show a version: score, provenance, price, lineage")
    .description(
      "Shows what the chain knows of a version: who measured it, when, with which engine, and how to reproduce that. Needs no key.",
    )
    .argument("<version>", VERSION_REF, parseVersionRef)
    .action(
      bind(async (context, ref: VersionRef) => {
        const { readVersion } = await import("../readVersion.ts");
        const { formatVersion } = await import("../formatVersion.ts");
        const version = await readVersion(context, ref);
        context.print({ value: version, text: formatVersion(version) });
      }),
    );
};
