/** The hive link: heartbeats over a WebSocket, acknowledged ([L1]-[L4]). */
export { acceptUpgrades } from './accept-upgrades.ts';
export { Links, type LinksParts } from './links.ts';
export { upgradeRefusal } from './upgrade-refusal.ts';
