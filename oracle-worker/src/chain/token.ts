import { Interface, Signature, TypedDataEncoder, type TypedDataDomain } from "ethers";
import { AssayError } from "../errors.ts";
import type { Account } from "./keyFile.ts";
import type { Provider } from "./provider.ts";
import type { Call } from "./sendTransaction.ts";

// ERC-20, ERC-2612 and ERC-5267, as far as buying needs them.
const ABI = new Interface([
  "function symbol() view returns (string)",
  "function balanceOf(address account) view returns (uint256)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function approve(address spender, uint256 amount) returns (bool)",
  "function name() view returns (string)",
  "function version() view returns (string)",
  "function nonces(address owner) view returns (uint256)",
  "function DOMAIN_SEPARATOR() view returns (bytes32)",
]);

const PERMIT_TYPES = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

/** Longest symbol that is shown: it is whatever the token says. */
const MAX_SYMBOL_CHARACTERS = 16;

/** A signed ERC-2612 permit, as the Market takes it. */
export type SignedPermit = { value: bigint; deadline: number; v: number; r: string; s: string };

/** An ERC-20 token, read through a provider. */
export type Token = {
  /** Its symbol, cut short; its address where it has none. */
  symbol(): Promise<string>;
  balanceOf(account: string): Promise<bigint>;
  allowance(owner: string, spender: string): Promise<bigint>;
  /** The call that allows `spender` an amount. */
  approval(spender: string, amount: bigint): Call;
  /** @throws AssayError `UsageInvalid` where the token has no permit, or signs them under a domain that is not known here */
  signPermit(account: Account, permit: { spender: string; value: bigint; deadline: number }): Promise<SignedPermit>;
};

export function connectToken(address: string, provider: Provider): Token {
  async function ask(method: string, ...args: unknown[]): Promise<unknown> {
    const data = await provider.call({ to: address, data: ABI.encodeFunctionData(method, args) });
    return ABI.decodeFunctionResult(method, data)[0];
  }
  const askText = (method: string, otherwise: string): Promise<string> => ask(method).then(String, () => otherwise);

  return {
    symbol: async () =>
      Array.from(await askText("symbol", address))
        .slice(0, MAX_SYMBOL_CHARACTERS)
        .join("") || address,
    balanceOf: async (account) => BigInt(String(await ask("balanceOf", account))),
    allowance: async (owner, spender) => BigInt(String(await ask("allowance", owner, spender))),
    approval: (spender, amount) => ({ to: address, data: ABI.encodeFunctionData("approve", [spender, amount]) }),
    async signPermit(account, { spender, value, deadline }) {
      const { chainId } = await provider.getNetwork();
      const domain: TypedDataDomain = {
        name: await askText("name", ""),
        version: await askText("version", "1"),
        chainId,
        verifyingContract: address,
      };
      const nonce = await ask("nonces", account.address).catch(() => undefined);
      // A signature under another domain would be refused by the token: better told before anything is sent.
      const separator = await askText("DOMAIN_SEPARATOR", "");
      if (nonce === undefined || separator !== TypedDataEncoder.hashDomain(domain)) throw noPermit(address);
      const message = { owner: account.address, spender, value, nonce, deadline };
      const { v, r, s } = Signature.from(await account.signTypedData(domain, PERMIT_TYPES, message));
      return { value, deadline, v, r, s };
    },
  };
}

function noPermit(address: string): AssayError {
  return new AssayError("UsageInvalid", `the token ${address} takes no permit (ERC-2612) that this program can sign`, {
    hint: "leave --permit out: the purchase then begins with an approval",
  });
}
