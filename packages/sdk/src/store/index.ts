export { createHeartbeatStore, type HeartbeatStore } from './heartbeat-store.ts';
export { findHive } from './hive-index.ts';
export { Listeners, RefCount } from './listeners.ts';
