export { createHeartbeatStore, type HeartbeatStore } from './heartbeat-store.ts';
export type { HeartbeatStoreOptions } from './settings.ts';
export type { StreamEvent } from './stream-event.ts';
