/** The certificate of a queen: its files, what is doubtful about them, and their changes. */
export { type QueenTls, type TlsEdges, tlsOf, watchCertificate } from './queen-tls.ts';
export { readPair } from './read-pair.ts';
