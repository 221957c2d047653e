export { parseContainer } from './container.ts';
export { EndpointFinder } from './endpoints.ts';
export { Namer } from './namer.ts';
export { SocketTable } from './socket-table.ts';
