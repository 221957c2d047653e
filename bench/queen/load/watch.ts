import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { constants, createGunzip } from 'node:zlib';

/** How a watcher asks, and by what it knows a sample. */
export interface WatcherKind {
  /** What it sends once it is connected; nothing where the server speaks first. */
  readonly hello: string;
  /** Path of the same stream, for those that unpack it. */
  readonly path: string;
  readonly zipped: boolean;
  /** Once in each sample; `"seq":` is followed by its number. */
  readonly needle: '"seq":' | 'event: delta';
}

/** A watcher that is there. */
export interface OpenWatcher {
  readonly end: () => void;
}

type OnBytes = (bytes: number) => void;
type Look = (bytes: Buffer) => void;

/** Every watcher reads into the same memory, and is done with it before the next one reads. */
const SHARED = Buffer.allocUnsafe(1024 * 1024);

const PING = Buffer.from('PING\r\n');

/** Connects one that counts bytes as they come, and looks at them if it is told to. */
export async function watchPlain(
  { port, kind }: { readonly port: number; readonly kind: WatcherKind },
  onBytes: OnBytes,
  look: Look | null,
): Promise<OpenWatcher> {
  const socket = connect({
    ...{ port, host: '127.0.0.1', noDelay: true },
    onread: {
      buffer: SHARED,
      callback: (bytes) => {
        onBytes(bytes);
        if (look) look(SHARED.subarray(0, bytes));
        // Of NATS only: it asks whether somebody is there.
        if (SHARED[bytes - 3] === PING[3] && SHARED.subarray(bytes - PING.length, bytes).equals(PING)) {
          socket.write('PONG\r\n');
        }
        return true;
      },
    },
  });
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  socket.write(kind.hello);
  return { end: () => socket.destroy() };
}

/** Connects one that unpacks what it is told and looks at it; bytes are counted as they come, without HTTP's chunks. */
export async function watchZipped(
  { port, kind }: { readonly port: number; readonly kind: WatcherKind },
  onBytes: OnBytes,
  look: Look,
): Promise<OpenWatcher> {
  const request = get({
    ...{ port, host: '127.0.0.1', path: kind.path, agent: false, headers: { 'accept-encoding': 'gzip' } },
  });
  const [response] = await once(request, 'response');
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  request.on('error', () => {});
  response.on('error', () => {});
  gunzip.on('data', look);
  response.on('data', (bytes: Buffer) => {
    onBytes(bytes.length);
    gunzip.write(bytes);
  });
  return {
    end: () => {
      request.destroy();
      gunzip.destroy();
    },
  };
}

const STREAM = '/v1/heartbeats/stream';

const asks = (path: string, headers: string): string =>
  `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${headers}\r\n`;

/** Watchers of the queen's stream as it is. */
export const RAW: WatcherKind = { hello: asks(STREAM, ''), path: STREAM, zipped: false, needle: '"seq":' };

const GZIP = 'accept-encoding: gzip\r\n';

/** Watchers of the same, compressed. */
export const ZIPPED: WatcherKind = { ...RAW, hello: asks(STREAM, GZIP), zipped: true };

const CHANGES = `${STREAM}?format=delta`;

/** Watchers of what changes, compressed. */
export const ZIPPED_DELTA: WatcherKind = {
  ...{ hello: asks(CHANGES, GZIP), path: CHANGES, zipped: true, needle: 'event: delta' },
};

const TOTALS = `${STREAM}?view=summary`;

/** Watchers of each hive's totals, compressed. */
export const ZIPPED_SUMMARY: WatcherKind = { ...ZIPPED, hello: asks(TOTALS, GZIP), path: TOTALS };

/** Subscribers of NATS. */
export const NATS: WatcherKind = {
  ...{ hello: 'CONNECT {"verbose":false,"pedantic":false}\r\nSUB heartbeats 1\r\n', path: '' },
  ...{ zipped: false, needle: '"seq":' },
};
