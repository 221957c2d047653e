export { createHeartbeatStore, type HeartbeatStore } from './heartbeat-store.ts';
export type { HeartbeatStoreOptions } from './settings.ts';
