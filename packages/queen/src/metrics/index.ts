/** What `/metrics` says, in Prometheus' words and base units. */
export { createMetrics, type QueenMetrics } from './queen-metrics.ts';
