/** The metrics of `/metrics`, with Prometheus' naming and base units. */
export type { LinkEnd, LinkMetrics } from './link-metrics.ts';
export { type ConnectionError, createMetrics, type QueenMetrics } from './queen-metrics.ts';
