import { type DestinationStream, type Logger, pino } from "pino";

export type { Logger };

export type LoggerOptions = {
  level: "error" | "warn" | "info" | "debug";
  /** Texts that never leave: keys, URLs that hold a token. */
  secrets?: readonly string[];
  /** stderr by default: stdout belongs to results. */
  destination?: DestinationStream;
};

/** Shorter texts would blank out ordinary words. */
const MIN_SECRET_LENGTH = 8;

/**
 * JSON lines. error: a person must act; warn: degraded; info: something changed; debug: the rest.
 *
 * Secrets are cut out of the finished line, whatever field, message or stack they came in.
 */
export function createLogger({
  level,
  secrets = [],
  destination = pino.destination({ fd: 2, sync: true }),
}: LoggerOptions): Logger {
  const hidden = secrets.filter(({ length }) => length >= MIN_SECRET_LENGTH).flatMap(spellings);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => hidden.reduce((text, secret) => text.replaceAll(secret, "[secret]"), line) },
    },
    destination,
  );
}

/** How a secret may stand in a line of JSON. */
function spellings(secret: string): string[] {
  const bare = secret.replace(/^0x/, "");
  const texts = [secret, bare, bare.toLowerCase(), bare.toUpperCase(), encodeURIComponent(secret)];
  return [...new Set(texts.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]))];
}

/** The parts of an RPC URL that may hold a token: everything beyond scheme, host and port. */
export function secretsOfUrl(url: string): string[] {
  const { username, password, pathname, search } = new URL(url);
  return [
    username,
    password,
    pathname.slice(1),
    search.slice(1),
    ...pathname.split("/"),
    ...new URLSearchParams(search).values(),
  ];
}
