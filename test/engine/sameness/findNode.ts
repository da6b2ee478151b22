import { execFileSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { root } from "../../../scripts/lib/root.mjs";
import { type FoundNode, installNode } from "./installNode.ts";

/** A Node of that major version: the running one, the system's, or one from npm. */
export async function findNode(major: number): Promise<FoundNode> {
  if (majorOf(process.version) === major) return { path: process.execPath };
  const system = systemNode();
  return system?.major === major ? { path: system.path } : installNode(major, process.arch);
}

/** The first Node of PATH that is not one of this repository's packages. */
function systemNode(): { path: string; major: number } | null {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(root));
  for (const folder of folders) {
    const path = join(folder, "node");
    try {
      return { path, major: majorOf(execFileSync(path, ["--version"], { encoding: "utf8" })) };
    } catch {
      // None in this folder.
    }
  }
  return null;
}

function majorOf(version: string): number {
  return Number(/^v(\d+)/.exec(version)?.[1]);
}
