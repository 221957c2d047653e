import type { Outbox } from './outbox.ts';

/** Where a hive logs, one sentence a line. A pino logger fits. */
export interface HiveLog {
  info(message: string): void;
  warn(message: string): void;
}

/** The same log, of which a line that cannot be written is lost: a hive goes on reporting while a disk is full. */
export function containedLog(log: HiveLog): HiveLog {
  const contained = (level: keyof HiveLog) => (message: string) => {
    try {
      log[level](message);
    } catch {
      // Nothing can be said where nothing can be written.
    }
  };
  return { info: contained('info'), warn: contained('warn') };
}

/** True for the failures in a row that are logged: the first and every tenth. */
export const isLogged = (failures: number): boolean => failures === 1 || failures % 10 === 0;

/** Logs deliveries to the queen in few lines: the first and every tenth failure in a row, and the recovery. */
export class DeliveryLog {
  readonly #log: HiveLog;
  readonly #queen: string;
  readonly #backlog: Pick<Outbox, 'count' | 'dropped'>;
  #failures = 0;
  #droppedBefore = 0;

  /** `queen` is its address, for the text; `backlog` is read whenever a line is written. */
  constructor(log: HiveLog, queen: string, backlog: Pick<Outbox, 'count' | 'dropped'>) {
    this.#log = log;
    this.#queen = queen;
    this.#backlog = backlog;
  }

  refused(reason: string): void {
    this.#failure(`The queen at ${this.#queen} refused a heartbeat (${reason})`, 'the heartbeat is dropped');
  }

  failed(reason: string): void {
    const then = this.#failures > 0 ? this.#backlogText() : 'heartbeats are kept and sent later';
    this.#failure(`Could not send a heartbeat to the queen at ${this.#queen} (${reason})`, then);
  }

  sent(): void {
    if (this.#failures === 0) return;
    const failures = this.#failures === 1 ? '1 failure' : `${this.#failures} failures`;
    this.#log.info(
      `The queen at ${this.#queen} accepts heartbeats again after ${failures}: ${this.#backlogText()}.`,
    );
    this.#failures = 0;
  }

  #failure(what: string, then: string): void {
    if (this.#failures === 0) this.#droppedBefore = this.#backlog.dropped;
    this.#failures += 1;
    if (!isLogged(this.#failures)) return;
    const again = this.#failures > 1 ? `, the ${this.#failures}th failure in a row` : '';
    this.#log.warn(`${what}${again}; ${then}.`);
  }

  #backlogText(): string {
    const { count, dropped } = this.#backlog;
    return `${count} waiting, ${dropped - this.#droppedBefore} dropped so far`;
  }
}
