import type { RequestListener } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { ServerCertificate } from './server-certificate.ts';

/** What happens to connections besides HTTP/1.1. */
export interface TlsEvents {
  /** Takes a connection on which the client chose HTTP/2. */
  readonly onHttp2: (socket: TLSSocket) => void;
  /** Called for each handshake that failed or took too long, after its connection was closed. */
  readonly onFailed: () => void;
}

/**
 * A server that speaks TLS, and the protocol that the client chooses (ALPN, RFC 7301): HTTP/2, or HTTP/1.1 by default. New connections use the
 * newest pair of the certificate. TLS 1.2 is the oldest version, as Node's default is.
 */
export function tlsServer(
  certificate: ServerCertificate,
  http: ServerOptions & { readonly headersTimeout: number },
  handler: RequestListener,
  { onHttp2, onFailed }: TlsEvents,
): Server {
  const handshakeTimeout = http.headersTimeout;
  const options = { ...http, ...certificate.pair, ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout };
  const server = createServer(options, handler);
  const http1 = server.listeners('secureConnection');
  server.removeAllListeners('secureConnection');
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.alpnProtocol === 'h2') onHttp2(socket);
    else for (const listener of http1) listener.call(server, socket);
  });
  // Node's own listener would answer with plain HTTP on a connection whose handshake failed.
  server.removeAllListeners('tlsClientError');
  server.on('tlsClientError', (_error, socket) => {
    socket.destroy();
    onFailed();
  });
  certificate.onReplace((pair) => server.setSecureContext({ ...pair }));
  return server;
}
