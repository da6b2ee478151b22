/** Why one gateway did not give one block. */
export type GatewayFault = "unreachable" | "timeout" | "redirect" | "status" | "encoded" | "tooLarge" | "wrongBytes";

/** One gateway's failure; `status` is the HTTP status where the fault is `status` or `redirect`. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly gateway: string;
  readonly fault: GatewayFault;
  readonly status: number | undefined;

  constructor(gateway: URL, fault: GatewayFault, details: { status?: number; cause?: unknown } = {}) {
    const text = details.status === undefined ? fault : `${fault} ${String(details.status)}`;
    super(`${gateway.origin}: ${text}`, { cause: details.cause });
    this.gateway = gateway.origin;
    this.fault = fault;
    this.status = details.status;
  }
}
