import { KeyPairError, ServerCertificate } from '@rbee/queen';
import type { Logger } from 'pino';
import type { TlsSettings } from '../settings/index.ts';
import { CertificateWatch } from './certificate-watch.ts';
import { fileOf, type ReadPair } from './read-pair.ts';
import { warningsOf } from './warnings.ts';

/** How often the files of the certificate are read again, milliseconds. */
const CHECK_MS = 5_000;

/** The certificate of a queen, or one sentence, without its full stop, about why there is none. */
export type QueenTls =
  | { readonly kind: 'off' }
  | { readonly kind: 'on'; readonly certificate: ServerCertificate; readonly watch: CertificateWatch }
  | { readonly kind: 'refused'; readonly sentence: string };

export interface TlsEdges {
  readonly readPair: ReadPair;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Wall clock, milliseconds since the epoch. */
  readonly now: () => number;
}

/** Reads the certificate that the settings name. */
export async function tlsOf({ tlsCert, tlsKey }: TlsSettings, edges: TlsEdges): Promise<QueenTls> {
  if (tlsCert === undefined && tlsKey === undefined) return { kind: 'off' };
  const refused = (sentence: string): QueenTls => ({ kind: 'refused', sentence });
  if (tlsKey === undefined) return refused('--tls-cert needs the key of the certificate, too: add --tls-key');
  if (tlsCert === undefined)
    return refused('--tls-key needs the certificate of the key, too: add --tls-cert');
  const files = { cert: tlsCert, key: tlsKey };
  const read = await edges.readPair(files);
  if (!read.ok) return refused(read.sentence);
  try {
    const certificate = new ServerCertificate(read.pair);
    for (const warning of warningsOf(certificate, read.keyMode, files, edges.now())) edges.log.warn(warning);
    const watch = new CertificateWatch({ ...edges, certificate, files, read: edges.readPair });
    return { kind: 'on', certificate, watch };
  } catch (error) {
    if (!(error instanceof KeyPairError)) throw error;
    return refused(`${fileOf(error.part, files)} ${error.message}`);
  }
}

/** Reads the files again every few seconds until `stop` aborts; `onFault` gets what should never happen. */
export function watchCertificate(
  watch: Pick<CertificateWatch, 'check'>,
  stop: AbortSignal,
  onFault: (error: unknown) => void,
): void {
  const timer = setInterval(() => watch.check().catch(onFault), CHECK_MS).unref();
  stop.addEventListener('abort', () => clearInterval(timer), { once: true });
}
