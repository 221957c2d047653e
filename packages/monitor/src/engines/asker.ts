import type { Body } from './answer-bodies.ts';
import { jsonBody, metricsBody } from './answer-bodies.ts';
import type { Connection } from './connection.ts';
import type { Ask, Pace } from './description.ts';
import type { Answer } from './engine-reading.ts';

/** Time until a path that the server does not have is asked again. */
const ABSENT_MS = 300_000;

interface Kept {
  readonly answer: Answer<unknown>;
  readonly atMs: number;
}

/**
 * Asks one server, only paths of its list, and each path no more often than it may be: a good answer counts for the
 * time that the caller gives, and a path that the server does not have is not asked again for five minutes.
 */
export class Asker implements Ask {
  readonly #connection: Connection;
  readonly #paths: readonly string[];
  readonly #nowMs: () => number;
  readonly #kept = new Map<string, Kept>();
  /** Sent with each request; null for none. */
  key: string | null = null;

  constructor(connection: Connection, paths: readonly string[], nowMs: () => number) {
    this.#connection = connection;
    this.#paths = paths;
    this.#nowMs = nowMs;
  }

  json(path: string, pace: Pace = {}): Promise<Answer<unknown>> {
    return this.#ask(path, pace, jsonBody);
  }

  metrics(path: string, names: ReadonlySet<string>, pace: Pace = {}) {
    return this.#ask(path, pace, () => metricsBody(names));
  }

  /** Closes the connection. What was asked before is kept. */
  close(): void {
    this.#connection.close();
  }

  async #ask<T>(path: string, { everyMs = 0 }: Pace, body: () => Body<T>): Promise<Answer<T>> {
    if (!this.#paths.includes(path)) throw new RangeError(`${path} is not in the list of what is asked`);
    const nowMs = this.#nowMs();
    const kept = this.#kept.get(path);
    if (kept && nowMs - kept.atMs < (kept.answer.ok ? everyMs : ABSENT_MS)) return kept.answer as Answer<T>;
    const answer = await this.#connection.get({ path, key: this.key, body });
    const isKept = answer.ok ? everyMs > 0 : answer.failure === 'absent';
    if (isKept) this.#kept.set(path, { answer, atMs: nowMs });
    else this.#kept.delete(path);
    return answer;
  }
}
