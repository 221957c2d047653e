import type { LineProcess, StartProcess } from './driver-process.ts';
import type { Reply } from './protocol.ts';
import { Restarts } from './restarts.ts';

/** A process that does not answer for this time is replaced, and figures that are older are not shown. */
export const ANSWER_MS = 2_000;
/** Time for the first answer: a driver that nothing else uses initialises its cards for seconds. */
const FIRST_ANSWER_MS = 30_000;
/** Wait before a driver that could not be used is tried again; it doubles each time, up to ten minutes. */
const UNUSABLE_MS = 30_000;
const MAX_UNUSABLE_MS = 600_000;
/** Processes that may be blocked in the driver at the same time. They cannot be ended, and each keeps its memory. */
const MAX_HUNG = 2;

/** The state of one process. */
interface Running {
  readonly process: LineProcess;
  readonly startedAtMs: number;
  hasAnswered: boolean;
  /** When the request was sent that is not answered; undefined if all are. */
  askedAtMs: number | undefined;
}

/** An answer of the driver. */
export interface Answered {
  readonly reply: Reply;
  readonly atMs: number;
  /** Time that it took, milliseconds. */
  readonly tookMs: number;
}

/** Asks the process that calls the driver, and replaces it when it hangs or has ended. */
export class DriverClient {
  readonly #start: StartProcess;
  readonly #monotonicMs: () => number;
  readonly #hung = new Set<Running>();
  #running: Running | undefined;
  readonly #restarts = new Restarts();
  #unusableMs = UNUSABLE_MS;
  #lastId = 0;
  #last: Answered | undefined;
  #waiting = Promise.withResolvers<void>();

  constructor(start: StartProcess, monotonicMs: () => number) {
    this.#start = start;
    this.#monotonicMs = monotonicMs;
  }

  /** The last answer, however old it is; undefined if none has come since the driver was opened. */
  get last(): Answered | undefined {
    return this.#last;
  }

  /**
   * Asks for the cards: of the PCI addresses `awake`, or all if it is null. Returns what resolves with the answer, and
   * never if none comes; null if nothing was asked, because an earlier request is not answered yet or no process runs.
   */
  ask(awake: readonly string[] | null): Promise<void> | null {
    const nowMs = this.#monotonicMs();
    const answered = this.#waiting.promise;
    this.#replaceHung(nowMs);
    this.#running ??= this.#tryStart(nowMs);
    if (this.#running?.askedAtMs !== undefined || !this.#running) return null;
    this.#running.askedAtMs = nowMs;
    this.#lastId += 1;
    this.#running.process.send(JSON.stringify({ id: this.#lastId, awake }));
    return answered;
  }

  /** Ends the process. A later `ask` starts another one. */
  close(): void {
    this.#running?.process.end();
    this.#running = undefined;
    this.#last = undefined;
    this.#restarts.clear();
  }

  #replaceHung(nowMs: number): void {
    const running = this.#running;
    if (running?.askedAtMs === undefined) return;
    const patienceMs = running.hasAnswered ? ANSWER_MS : FIRST_ANSWER_MS;
    if (nowMs - running.askedAtMs < patienceMs) return;
    this.#hung.add(running);
    running.process.end();
    this.#backOff(running, nowMs);
  }

  #tryStart(nowMs: number): Running | undefined {
    if (!this.#restarts.mayStart(nowMs) || this.#hung.size >= MAX_HUNG) return undefined;
    const running: Running = {
      process: this.#start({
        onLine: (line) => this.#take(running, line),
        onEnd: (isClean) => this.#ended(running, isClean),
      }),
      startedAtMs: nowMs,
      hasAnswered: false,
      askedAtMs: undefined,
    };
    return running;
  }

  #take(running: Running, line: string): void {
    const reply = parseReply(line);
    if (running !== this.#running || running.askedAtMs === undefined || reply?.id !== this.#lastId) return;
    const nowMs = this.#monotonicMs();
    this.#last = { reply, atMs: nowMs, tookMs: nowMs - running.askedAtMs };
    running.askedAtMs = undefined;
    running.hasAnswered = true;
    if ('failure' in reply) {
      running.process.end();
      this.#running = undefined;
      this.#restarts.pause(this.#unusableMs, nowMs);
      this.#unusableMs = Math.min(MAX_UNUSABLE_MS, this.#unusableMs * 2);
    } else {
      this.#unusableMs = UNUSABLE_MS;
    }
    this.#waiting.resolve();
    this.#waiting = Promise.withResolvers();
  }

  #ended(running: Running, isClean: boolean): void {
    this.#hung.delete(running);
    if (running !== this.#running) return;
    // It ends by itself when it was not asked for long.
    if (isClean && running.askedAtMs === undefined) this.#running = undefined;
    else this.#backOff(running, this.#monotonicMs());
  }

  #backOff(running: Running, nowMs: number): void {
    this.#running = undefined;
    this.#restarts.ended(running.startedAtMs, nowMs);
  }
}

/** Null for a line that is no answer. */
function parseReply(line: string): Reply | null {
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' && 'id' in value ? (value as Reply) : null;
  } catch {
    return null;
  }
}
