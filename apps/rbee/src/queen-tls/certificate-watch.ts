import { KeyPairError, type ServerCertificate } from '@rbee/queen';
import type { Logger } from 'pino';
import { fileOf, type PairFiles, type PairRead } from './read-pair.ts';
import { warningsOf } from './warnings.ts';

export interface CertificateWatchParts {
  readonly certificate: ServerCertificate;
  readonly files: PairFiles;
  readonly read: (files: PairFiles) => Promise<PairRead>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Wall clock, milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Replaces the certificate of a queen when its files change. They are read again instead of watched: a watch does not see that a symbolic
 * link leads elsewhere, as Kubernetes and certbot change them.
 */
export class CertificateWatch {
  readonly #parts: CertificateWatchParts;
  #isReading = false;
  /** What cannot be used, until it changes. */
  #bad = { what: '', times: 0 };

  constructor(parts: CertificateWatchParts) {
    this.#parts = parts;
  }

  /** Reads the files; does nothing while they are being read, as they can be on a file system that does not answer. */
  async check(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      const { files, read } = this.#parts;
      this.#take(await read(files));
    } finally {
      this.#isReading = false;
    }
  }

  #take(read: PairRead): void {
    const { certificate, files, log, now } = this.#parts;
    if (!read.ok) {
      this.#refuse(read.sentence, read.sentence);
      return;
    }
    const { cert, key } = certificate.pair;
    if (read.pair.cert === cert && read.pair.key === key) {
      this.#bad = { what: '', times: 0 };
      return;
    }
    const pin = certificate.publicKeyPin;
    try {
      certificate.replace(read.pair);
    } catch (error) {
      if (!(error instanceof KeyPairError)) throw error;
      this.#refuse(`${fileOf(error.part, files)} ${error.message}`, JSON.stringify(read.pair));
      return;
    }
    this.#bad = { what: '', times: 0 };
    const until = new Date(certificate.validity.to).toISOString();
    log.info(`The certificate of ${files.cert} is used from now on; it is valid until ${until}.`);
    for (const warning of warningsOf(certificate, read.keyMode, files, now())) log.warn(warning);
    if (pin !== undefined && certificate.publicKeyPin !== pin) {
      log.warn(
        'The certificate has another key: hives that were invited with the one before do not trust it.',
      );
    }
  }

  /** Says once what is wrong, but not at first sight: the two files cannot change at the same moment. */
  #refuse(sentence: string, what: string): void {
    const times = what === this.#bad.what ? this.#bad.times + 1 : 1;
    this.#bad = { what, times };
    if (times === 2) this.#parts.log.warn(`${capital(sentence)}; the certificate before is used further.`);
  }
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
