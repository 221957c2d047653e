export { linkOrPostTransport } from './link-or-post-transport.ts';
export { linkTransport } from './link-transport.ts';
export { postTransport } from './post-transport.ts';
export { sourceAddresses } from './source-addresses.ts';
export type { Answer, Connection, ConnectionEnd, ConnectionEvents, Transport } from './transport.ts';
