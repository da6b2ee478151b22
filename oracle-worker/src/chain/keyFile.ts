import { readFile, stat, writeFile } from "node:fs/promises";
import { Wallet, type BaseWallet } from "ethers";
import { AssayError } from "../errors.ts";

/** An account that signs. The key stays inside; nothing here or elsewhere prints it. */
export type Account = BaseWallet;

const HINT = "use a file with mode 600 that holds 0x and 64 hex digits, or a JSON keystore and its passwordFile";

/**
 * Reads the account of a key file: a raw key, or a JSON keystore (Web3 Secret Storage) unlocked by `passwordFile`.
 * @throws AssayError `KeyInvalid`, never with any part of the file's content
 */
export async function readKeyFile(path: string, passwordFile?: string): Promise<Account> {
  const text = (await readSecret(path)).trim();
  if (!text.startsWith("{")) return parseRawKey(path, text);
  if (passwordFile === undefined)
    throw new AssayError("KeyInvalid", `${path} is a keystore without a passwordFile`, { hint: HINT });
  const password = (await readSecret(passwordFile)).replace(/\r?\n$/, "");
  try {
    return await Wallet.fromEncryptedJson(text, password);
  } catch {
    throw new AssayError("KeyInvalid", `${path} is no keystore that the password in ${passwordFile} opens`, {
      hint: HINT,
    });
  }
}

/**
 * Makes a new account and its key file with mode 600. Never overwrites a file.
 * @throws AssayError `FileNotWritable`
 */
export async function createKeyFile(path: string): Promise<Account> {
  const account = new Wallet(Wallet.createRandom().privateKey);
  await writeKeyFile(path, account.privateKey);
  return account;
}

/** Stores a raw key with mode 600. Never overwrites a file. @throws AssayError `FileNotWritable`, `KeyInvalid` */
export async function writeKeyFile(path: string, privateKey: string): Promise<void> {
  parseRawKey(path, privateKey);
  await writeFile(path, `${privateKey}\n`, { mode: 0o600, flag: "wx" }).catch((cause: unknown) => {
    throw new AssayError("FileNotWritable", `cannot create the key file ${path}`, {
      hint: "keys are never overwritten: name another home, or move the old key away",
      cause,
    });
  });
}

// Causes are left out: their messages may quote the key.
function parseRawKey(path: string, text: string): Account {
  try {
    if (/^0x[0-9a-fA-F]{64}$/.test(text)) return new Wallet(text);
  } catch {
    // 0, or above the curve's order: the same error as any other text.
  }
  throw new AssayError("KeyInvalid", `${path} holds no private key`, { hint: HINT });
}

async function readSecret(path: string): Promise<string> {
  const { mode } = await stat(path).catch((cause: unknown) => {
    throw new AssayError("KeyInvalid", `cannot read ${path}`, { hint: HINT, cause });
  });
  if ((mode & 0o077) !== 0) {
    throw new AssayError("KeyInvalid", `${path} can be read by others (mode ${(mode & 0o777).toString(8)})`, {
      hint: `run: chmod 600 ${path}`,
    });
  }
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new AssayError("KeyInvalid", `cannot read ${path}`, { hint: HINT, cause });
  });
}
