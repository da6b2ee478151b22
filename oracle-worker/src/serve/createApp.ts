import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { routePath } from "hono/route";
import { AssayError } from "../errors.ts";
import type { ServedAttestation } from "../batch/servedAttestation.ts";
import { encodeServedAttestation } from "../batch/servedAttestation.ts";
import type { Logger } from "../logger.ts";
import type { Metrics } from "./createMetrics.ts";
import type { Nonces } from "./createNonces.ts";
import { type Inference, InferRequestSchema, MAX_INPUTS } from "./infer.ts";

const MAX_BODY_BYTES = 64 * 1024;

export type AppDeps = {
  metrics: Metrics;
  nonces: Nonces;
  logger: Logger;
  /** Whether the worker follows the chain, and what to say of it. */
  readiness: () => { ready: boolean; block: number };
  /** This worker's signed attestation of a batch. */
  attestationOf: (key: { benchmarkId: number; epoch: number }) => ServedAttestation | undefined;
  infer: Inference;
};

/** The worker's HTTP interface (docs/SPEC.md, W). */
export function createApp({ metrics, nonces, logger, readiness, attestationOf, infer }: AppDeps): Hono {
  const app = new Hono();
  // No cookies and no origin checks: what counts is in the request, so that any page may send one.
  app.use("*", cors({ origin: "*", allowMethods: ["GET", "POST"] }));
  app.use("*", async (context: Context, next) => {
    await next();
    metrics.requests.inc({ route: routePath(context, -1), status: context.res.status });
  });

  app.get("/healthz", (context) => context.json({ healthy: true }));
  app.get("/readyz", (context) => {
    const state = readiness();
    return context.json(state, state.ready ? 200 : 503);
  });
  app.get("/metrics", async (context) =>
    context.text(await metrics.registry.metrics(), 200, { "content-type": metrics.registry.contentType }),
  );

  app.get("/attestations/:benchmarkId{[0-9]{1,15}}/:epoch{[0-9]{1,15}}", (context) => {
    const { benchmarkId, epoch } = context.req.param();
    const served = attestationOf({ benchmarkId: Number(benchmarkId), epoch: Number(epoch) });
    if (served === undefined) return context.json({ error: "no attestation of this batch" }, 404);
    return context.json(encodeServedAttestation(served));
  });

  app.get("/nonce", (context) => context.json({ nonce: nonces.issue() }, 200, { "cache-control": "no-store" }));

  const tooLarge = (context: Context) =>
    context.json({ error: `at most ${MAX_BODY_BYTES} bytes and ${MAX_INPUTS} inputs` }, 413);
  app.post("/infer", bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }), async (context) => {
    const body: unknown = await context.req.json().catch(() => undefined);
    const request = InferRequestSchema.safeParse(body);
    if (!request.success) return context.json({ error: "expected {versionId, inputs, message, signature}" }, 400);
    if (request.data.inputs.length > MAX_INPUTS) return tooLarge(context);
    const answer = await infer(request.data);
    if (answer.kind === "refused") return context.json({ error: answer.reason }, answer.status);
    metrics.predictions.inc(answer.predictions.length);
    return context.json({ versionId: request.data.versionId, predictions: answer.predictions });
  });

  app.notFound((context) => context.json({ error: "no such route" }, 404));
  app.onError((cause, context) => {
    if (cause instanceof AssayError && cause.retryable)
      return context.json({ error: "not now", code: cause.code }, 503);
    logger.error({ err: cause, route: routePath(context) }, "a request failed");
    return context.json({ error: "internal error" }, 500);
  });
  return app;
}
