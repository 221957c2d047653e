import type { Outbox } from './outbox.ts';
import type { Denial } from './sending/index.ts';

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

/** True for the failures in a row that are logged: the first, the tenth and every hundredth. A hive may fail once a second. */
export const isLogged = (failures: number): boolean =>
  failures === 1 || failures === 10 || failures % 100 === 0;

const UNTRUSTED =
  "its certificate is not trusted; start the hive with --queen-ca <file with the authority's certificate>";

/** What the error codes of Node mean for a hive, and what to do. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no such host name; check the address of the queen',
  EAI_AGAIN: 'the host name cannot be looked up now; check the name server of this machine',
  EMFILE: 'this process may open no more files; raise its limit (ulimit -n, LimitNOFILE in systemd)',
  CERT_HAS_EXPIRED: 'its certificate has expired; renew it, or check the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name; use a name that is in it',
  PIN_MISMATCH:
    'this is another server than the one of the invite, or the queen has a new key; nothing was sent to it. If the key is new, let the hive join again: run `rbee invite` on the machine of the queen',
  EPROTO: 'it does not speak TLS; use http:// in the address of the queen',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
};

/** A reason with its meaning and what to do, if it is a known error code. */
export const explained = (reason: string): string => {
  const meaning = Object.hasOwn(EXPLANATIONS, reason) ? EXPLANATIONS[reason] : undefined;
  return meaning ? `${reason}: ${meaning}` : reason;
};

const JOIN_AGAIN = 'Run `rbee invite` on the machine of the queen, and start the hive with what it prints';

/** Why the queen lets a hive in no more, and what to do. */
function denialText(denial: Denial, hasToken: boolean): readonly [why: string, what: string] {
  switch (denial) {
    case 'token':
      return [hasToken ? 'its token is not valid' : 'it has no token', JOIN_AGAIN];
    case 'wrong_hive':
      return ['its token belongs to another hive', `${JOIN_AGAIN}: each hive needs a token of its own`];
    case 'other':
      return ['a proxy does not let it through', 'Let it in there by its address'];
  }
}

/** What the lines about deliveries need to know. */
export interface DeliveryLogOptions {
  /** Address of the queen, for the text. */
  readonly queen: string;
  /** Is read whenever a line is written. */
  readonly backlog: Pick<Outbox, 'count' | 'dropped'>;
  readonly hasToken: () => boolean;
  /** Is called at the first delivery. */
  readonly onFirst: () => void;
}

/** Logs deliveries to the queen in few lines: some of the failures in a row, and the recovery. */
export class DeliveryLog {
  readonly #log: HiveLog;
  readonly #queen: string;
  readonly #backlog: Pick<Outbox, 'count' | 'dropped'>;
  readonly #hasToken: () => boolean;
  #failures = 0;
  #droppedBefore = 0;
  #onFirst: (() => void) | null;
  /** What was last said of not being let in; empty once a heartbeat was sent. */
  #denied = '';

  constructor(log: HiveLog, { queen, backlog, hasToken, onFirst }: DeliveryLogOptions) {
    this.#onFirst = onFirst;
    this.#log = log;
    this.#queen = queen;
    this.#backlog = backlog;
    this.#hasToken = hasToken;
  }

  refused(reason: string): void {
    this.#failure(`The queen at ${this.#queen} refused a heartbeat (${reason})`, 'the heartbeat is dropped');
  }

  failed(reason: string): void {
    const then = this.#failures > 0 ? this.#backlogText() : 'heartbeats are kept and sent later';
    this.#failure(`Could not send a heartbeat to the queen at ${this.#queen} (${explained(reason)})`, then);
  }

  /** The queen lets this hive in no more: one line, and another one only when that changes. */
  denied(reason: string, denial: Denial): void {
    this.#count();
    const [why, what] = denialText(denial, this.#hasToken());
    const sentence = `The queen at ${this.#queen} does not accept this hive: ${why} (${reason}). Heartbeats are kept. ${what}.`;
    if (sentence !== this.#denied) this.#log.warn(sentence);
    this.#denied = sentence;
  }

  sent(): void {
    this.#denied = '';
    this.#onFirst?.();
    this.#onFirst = null;
    if (this.#failures === 0) return;
    const failures = this.#failures === 1 ? '1 failure' : `${this.#failures} failures`;
    this.#log.info(
      `The queen at ${this.#queen} accepts heartbeats again after ${failures}: ${this.#backlogText()}.`,
    );
    this.#failures = 0;
  }

  #count(): void {
    if (this.#failures === 0) this.#droppedBefore = this.#backlog.dropped;
    this.#failures += 1;
  }

  #failure(what: string, then: string): void {
    this.#count();
    if (!isLogged(this.#failures)) return;
    const again = this.#failures > 1 ? `, the ${this.#failures}th failure in a row` : '';
    this.#log.warn(`${what}${again}; ${then}.`);
  }

  #backlogText(): string {
    const { count, dropped } = this.#backlog;
    return `${count} waiting, ${dropped - this.#droppedBefore} dropped so far`;
  }
}
