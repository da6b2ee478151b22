import { Counter, Gauge, Registry } from "prom-client";

/** What operators watch, in Prometheus' format at `/metrics`. Of one worker: nothing is global. */
export type Metrics = {
  registry: Registry;
  openJobs: Gauge;
  finalizedBlock: Gauge;
  failures: Counter<"step">;
  requests: Counter<"route" | "status">;
  predictions: Counter;
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    openJobs: new Gauge({ name: "assay_batches_open", help: "batches that are not final", registers }),
    finalizedBlock: new Gauge({ name: "assay_finalized_block", help: "number of the finalized block", registers }),
    failures: new Counter({
      name: "assay_failures_total",
      help: "steps that failed and will be tried again",
      labelNames: ["step"],
      registers,
    }),
    requests: new Counter({
      name: "assay_http_requests_total",
      help: "HTTP requests by route and status",
      labelNames: ["route", "status"],
      registers,
    }),
    predictions: new Counter({ name: "assay_predictions_total", help: "inputs answered", registers }),
  };
}
