/** The metrics of `/metrics`, with Prometheus' naming and base units. */
export { fleetMetrics } from './fleet-metrics.ts';
export { type ConnectionError, type LinkEnd, QueenMetrics } from './queen-metrics.ts';
export { TEXT_FORMAT } from './text-format.ts';
