import { rmSync } from 'node:fs';
import type { Access } from '@rbee/access';
import { PAGE_ROUTES } from '@rbee/contract/plain';
import type { Clock } from '@rbee/hive';
import type { Logger } from 'pino';
import { writePrivate } from '../private-file.ts';

/** What the setup address of a queen needs. */
export interface SetupEdges {
  readonly access: Pick<Access, 'setupSecret'>;
  /** Address of the queen. */
  readonly url: string;
  readonly file: string;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** Time between two looks at whether the address was used, milliseconds. */
const CHECK_MS = 2_000;

/**
 * Keeps the address at which the first admin is made in a file for the owner of the queen, until it was used or the queen stops.
 * The log names the file only: an address with a secret must not be in it.
 */
export class SetupAddress {
  readonly #edges: SetupEdges;
  #written: string | null = null;
  #cancel: () => void = () => {};

  constructor(edges: SetupEdges) {
    this.#edges = edges;
  }

  /** The address; null if there is an admin. */
  get address(): string | null {
    const secret = this.#edges.access.setupSecret();
    return secret === null ? null : `${this.#edges.url}${PAGE_ROUTES.setup}#${secret}`;
  }

  /** Writes the file and says where it is. What a queen before left there is replaced, or removed. */
  start(): void {
    this.#follow();
    const { log, file } = this.#edges;
    if (this.#written !== null)
      log.info(`There is no admin yet. The address at which one is made is in ${file}.`);
  }

  stop(): void {
    this.#cancel();
    this.#remove();
  }

  /** Until there is an admin: another process can replace the secret, too. */
  #follow(): void {
    const { address } = this;
    if (address === null) {
      this.#remove();
      return;
    }
    if (address !== this.#written) this.#write(address);
    this.#cancel = this.#edges.clock.after(CHECK_MS, () => this.#follow());
  }

  #write(address: string): void {
    const { log, file } = this.#edges;
    try {
      writePrivate(file, `${address}\n`);
    } catch (error) {
      log.warn({ err: error }, `The setup address cannot be written to ${file}.`);
    }
    this.#written = address;
  }

  #remove(): void {
    const { log, file } = this.#edges;
    this.#written = null;
    try {
      rmSync(file, { force: true });
    } catch (error) {
      log.warn({ err: error }, `The setup address in ${file} is not valid any more, and cannot be removed.`);
    }
  }
}
