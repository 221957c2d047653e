/** What `/metrics` says, in Prometheus' words and base units. */
export { type ConnectionError, createMetrics, type QueenMetrics } from './queen-metrics.ts';
