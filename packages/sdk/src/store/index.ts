export { createHeartbeatStore, type HeartbeatStore } from './heartbeat-store.ts';
