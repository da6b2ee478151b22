import { access, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { createKeyFile, readKeyFile } from "../chain/keyFile.ts";
import { ConfigSchema, configPath } from "../config.ts";
import { AssayError } from "../errors.ts";
import { writeFileAtomically } from "../runs/writeFileAtomically.ts";

export type HomeOptions = {
  rpcUrl: string;
  deployment: string;
  gateways: string[];
  /** A key that exists; without one, the home's own `key`, made if it is missing. */
  keyFile?: string;
  isReplacing: boolean;
};

/**
 * Makes a home directory. A failure leaves neither configuration nor key.
 * @throws AssayError `ConfigInvalid`, `FileNotWritable`, `KeyInvalid`
 */
export async function createHome(
  home: string,
  { isReplacing, ...fields }: HomeOptions,
): Promise<{ address: string; configPath: string; keyFile: string }> {
  const path = configPath(home);
  if (!isReplacing && (await exists(path))) {
    throw new AssayError("FileNotWritable", `${path} exists already`, {
      hint: "add --force to replace it, or name another home",
    });
  }
  const config = ConfigSchema.safeParse(fields);
  if (!config.success) {
    throw new AssayError("ConfigInvalid", z.prettifyError(config.error), {
      hint: "correct the options that it names",
      cause: config.error,
    });
  }
  await makeDirectory(home);
  const keyFile = fields.keyFile ?? join(home, "key");
  const isNewKey = fields.keyFile === undefined && !(await exists(keyFile));
  const account = isNewKey ? await createKeyFile(keyFile) : await readKeyFile(keyFile);
  try {
    await writeFileAtomically(path, `${JSON.stringify(fields, null, 2)}\n`);
  } catch (error) {
    // Nobody has seen the new key's address yet: it holds nothing.
    if (isNewKey) await rm(keyFile, { force: true });
    throw error;
  }
  return { address: account.address, configPath: path, keyFile };
}

async function makeDirectory(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true });
  } catch (cause) {
    throw new AssayError("FileNotWritable", `cannot make ${home}`, {
      hint: "name a directory that this user may write",
      cause,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
