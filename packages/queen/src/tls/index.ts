/** TLS of the queen: its certificate, the server that speaks it, and HTTP/2. */
export { type Enter, Http2Sessions } from './http2-sessions.ts';
export { type KeyPair, KeyPairError } from './key-pair.ts';
export { ServerCertificate } from './server-certificate.ts';
export { tlsServer } from './tls-server.ts';
