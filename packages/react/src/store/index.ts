export { connectionOf, hivesOf, queenOf } from './parts.ts';
export { HeartbeatProvider, type HeartbeatProviderProps, useStore } from './provider.tsx';
export { type FleetSelector, useSelection } from './selection.ts';
