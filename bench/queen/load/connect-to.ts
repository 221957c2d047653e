import { connect, type Socket } from 'node:net';

/** Every connection reads into the same memory, and is done with it before the next one reads. */
const SHARED = Buffer.allocUnsafe(64 * 1024);

/** A connection to a server under load; the bytes that `onBytes` is given are only lent. */
export function connectTo(port: number, onBytes: (bytes: Buffer) => void): Socket {
  const socket = connect({
    ...{ port, host: '127.0.0.1', noDelay: true },
    onread: {
      buffer: SHARED,
      callback: (bytes) => {
        onBytes(SHARED.subarray(0, bytes));
        return true;
      },
    },
  });
  return socket.on('error', () => socket.destroy());
}
