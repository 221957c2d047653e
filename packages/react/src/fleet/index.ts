export { ConnectionStatus } from './connection-status.tsx';
export { FleetCounts, type FleetCountsProps } from './fleet-counts.tsx';
