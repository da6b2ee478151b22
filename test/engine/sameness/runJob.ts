import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import type { RunSettings } from "./runSettings.ts";

const ReportSchema = z.object({
  hash: z.string(),
  losses: z.tuple([z.number(), z.number()]),
  node: z.string(),
  arch: z.string(),
});

/** An Outcome, and where it came from. */
export type Report = z.infer<typeof ReportSchema>;

/**
 * Runs the bundled training in a process of its own.
 * @param command a Node, or an emulator with its arguments and a Node
 * @param path of the bundle (`bundleRun`)
 */
export async function runJob(command: readonly string[], path: string, settings: RunSettings): Promise<Report> {
  const [program = "", ...before] = command;
  const { stdout } = await promisify(execFile)(program, [...before, path, JSON.stringify(settings)]);
  return ReportSchema.parse(JSON.parse(stdout));
}
