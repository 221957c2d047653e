/** The metrics of `/metrics`, with Prometheus' naming and base units. */
export { type ConnectionError, type LinkEnd, QueenMetrics } from './queen-metrics.ts';
