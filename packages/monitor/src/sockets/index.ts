export { afterLook, isDue, type KnownAddress } from './address-memory.ts';
export { type Address, chooseAddress, type Listening } from './choose-address.ts';
export { readSocketTable, type SocketTable } from './socket-table.ts';
