import { expect } from "chai";
import { createLogger, secretsOfUrl } from "./logger.ts";

describe("logger", () => {
  const KEY = `0x${"Ab12".repeat(16)}`;
  const TOKEN = 'canary/token"with quotes';

  function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
    const lines: string[] = [];
    write(
      createLogger({ level: "debug", secrets: [KEY, TOKEN], destination: { write: (line) => void lines.push(line) } }),
    );
    return lines.join("");
  }

  it("cuts secrets out of fields, messages, nested values and stacks", () => {
    const text = logged((logger) => {
      logger.info(
        { deep: { key: KEY, list: [KEY.slice(2), KEY.toLowerCase(), KEY.slice(2).toUpperCase()] } },
        `with ${KEY}`,
      );
      logger.error({ err: new Error(`cannot reach https://rpc/${encodeURIComponent(TOKEN)} or ${TOKEN}`) }, "failed");
    });
    expect(text.toLowerCase()).to.not.include("ab12ab12");
    expect(text).to.not.include("canary");
    expect(text).to.include("[secret]");
  });

  it("writes JSON lines with a level and a time, and no less than its level", () => {
    const lines: string[] = [];
    const logger = createLogger({ level: "warn", destination: { write: (line) => void lines.push(line) } });
    logger.info("unheard");
    logger.warn({ a: 1 }, "heard");
    expect(lines).to.have.length(1);
    expect(JSON.parse(lines[0] ?? "")).to.include({ level: "warn", a: 1, msg: "heard" });
  });

  it("takes everything of a URL that may be a token", () => {
    const secrets = secretsOfUrl("https://user:password@host/v3/0123456789abcdef?key=fedcba9876543210");
    expect(secrets).to.include.members(["user", "password", "0123456789abcdef", "fedcba9876543210"]);
  });
});
