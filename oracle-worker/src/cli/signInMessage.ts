/** How long a signed request is good for. */
const LIFETIME_MS = 5 * 60_000;

/** The EIP-4361 text of one request to a worker; its resource names the version (docs/SPEC.md, W-3). */
export function signInMessage(request: {
  origin: string;
  /** With EIP-55 checksum. */
  address: string;
  chainId: number;
  nonce: string;
  versionId: number;
  now: Date;
}): string {
  const { host, origin } = new URL(request.origin);
  return [
    `${host} wants you to sign in with your Ethereum account:`,
    request.address,
    "",
    `Use version ${String(request.versionId)}.`,
    "",
    `URI: ${origin}`,
    "Version: 1",
    `Chain ID: ${String(request.chainId)}`,
    `Nonce: ${request.nonce}`,
    `Issued At: ${request.now.toISOString()}`,
    `Expiration Time: ${new Date(request.now.getTime() + LIFETIME_MS).toISOString()}`,
    "Resources:",
    `- assay:version:${String(request.versionId)}`,
  ].join("\n");
}
