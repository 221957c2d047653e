/** What `/metrics` says, in Prometheus' words and base units. */
export type { LinkEnd, LinkMetrics } from './link-metrics.ts';
export { type ConnectionError, createMetrics, type QueenMetrics } from './queen-metrics.ts';
