export { afterLook, isDue, type KnownAddress } from './address-memory.ts';
export {
  type Address,
  type AddressHint,
  chooseAddress,
  type Listening,
  type TreeListening,
} from './choose-address.ts';
export { parseNetTcp, type TcpListener } from './net-tcp.ts';
export { parseNetUnix } from './net-unix.ts';
export { socketInode } from './socket-inode.ts';
