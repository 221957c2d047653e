import { createHash } from 'node:crypto';
import type { Agent } from 'node:https';
import { createRequire } from 'node:module';
import type { ConnectionOptions, TLSSocket } from 'node:tls';

/** TLS takes memory, which a hive saves without it. */
const require = createRequire(import.meta.url);

/** Longest time until a connection is made and its key is known, milliseconds. */
const HANDSHAKE_MS = 5_000;

/** The SHA-256 of the public key of the other end (SubjectPublicKeyInfo, base64url); null if it shows no certificate. */
export function pinOf(socket: Pick<TLSSocket, 'getPeerX509Certificate'>): string | null {
  const key = socket.getPeerX509Certificate()?.publicKey;
  return key
    ? createHash('sha256')
        .update(key.export({ type: 'spki', format: 'der' }))
        .digest('base64url')
    : null;
}

/** The other end has another key than the pinned one; `code` is PIN_MISMATCH. */
const wrongPin = (): Error =>
  Object.assign(new Error('the key of the queen is another one'), { code: 'PIN_MISMATCH' });

/**
 * An agent of node:https whose connections are only to a server with this public key ([A3]), whoever signed its certificate and
 * whatever name is in it. Node writes a request as soon as it has a socket, so it gets none before the key was checked: to
 * another server not one byte of a request goes.
 */
export function pinnedAgent(pin: string, handshakeMs = HANDSHAKE_MS): Agent {
  const { Agent } = require('node:https') as typeof import('node:https');
  const { connect } = require('node:tls') as typeof import('node:tls');
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = (options, callback) => {
    // A session that is resumed would bring no certificate.
    const { host, port, servername, localAddress, family } = options as ConnectionOptions & {
      readonly localAddress?: string;
      readonly family?: number;
    };
    const own = {
      ...(localAddress !== undefined && { localAddress }),
      ...(family !== undefined && { family }),
    };
    const to = { ...own, ...(host !== undefined && { host }), port: Number(port) };
    const socket = connect({ ...to, ...(servername && { servername }), rejectUnauthorized: false });
    const over = (error: Error | null): void => {
      socket.removeAllListeners('error').removeAllListeners('secureConnect').setTimeout(0);
      if (error) socket.on('error', () => {}).destroy();
      callback?.(error, socket);
    };
    socket.once('error', over);
    socket.once('secureConnect', () => over(pinOf(socket) === pin ? null : wrongPin()));
    socket.setTimeout(handshakeMs, () => over(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    return undefined;
  };
  return agent;
}
