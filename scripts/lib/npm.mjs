import { realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { runQuietly } from "./runQuietly.mjs";
import { SetupError } from "./SetupError.mjs";

/** Settings of an outer npm that say how to reach a registry. All others (omit, prefix, json, ...) were meant for it alone. */
const NETWORK_SETTING =
  /^npm_config_(registry|cafile|ca|cert|key|proxy|https?_proxy|no_?proxy|cache|userconfig|globalconfig|strict_ssl|fetch_.*|maxsockets|offline|prefer_offline|@.*|\/\/.*)$/i;

/** npm's own waits add up to minutes before it says that there is no network. */
const RETRIES = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=10000"];

/** Runs npm under the given Node. @throws SetupError with npm's own words when it fails */
export async function npm(args, { node, cwd }) {
  const env = cleanEnvironment();
  env.PATH = [dirname(node), env.PATH].join(delimiter);
  const cli = findNpmCli();
  const command = cli === undefined ? ["npm"] : [node, cli];
  const { code, output } = await runQuietly(
    command[0],
    [...command.slice(1), ...args, ...RETRIES, "--loglevel=error"],
    {
      cwd,
      env,
    },
  );
  if (code !== 0) {
    throw new SetupError(`\`npm ${args.join(" ")}\` failed with exit code ${code}:\n${output.trim()}`);
  }
}

function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || NETWORK_SETTING.test(name));
  return Object.fromEntries(kept);
}

/** npm's script, so that npm runs under a Node of our choice whatever its first line says. */
function findNpmCli() {
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "npm"));
  for (const candidate of [process.env.npm_execpath, join(dirname(process.execPath), "npm"), ...onPath]) {
    try {
      const path = realpathSync(candidate ?? "");
      if (path.endsWith("npm-cli.js")) return path;
    } catch {
      // Not there: the next one.
    }
  }
  return undefined;
}
