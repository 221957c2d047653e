/** The hive link: heartbeats over a WebSocket, with acknowledgements ([L1]-[L7]). */
export { acceptUpgrades } from './accept-upgrades.ts';
export { Links, type LinksParts } from './links.ts';
