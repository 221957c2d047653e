import type { FastifyBaseLogger } from 'fastify';

/** Where an error of the queen itself was contained, with the line that the log gets. */
const LINES = {
  heartbeat: 'a heartbeat failed',
  link: 'a link failed',
  listener: 'a listener of the fleet failed',
  request: 'request failed',
  timer: 'a timer failed',
  view: 'a view of the stream failed',
  watcher: 'a watcher of the stream failed',
} as const;

/** Where an error of the queen itself was contained. */
export type FaultPlace = keyof typeof LINES;

/** All places, as labels of `/metrics`. */
export const FAULT_PLACES = Object.keys(LINES) as FaultPlace[];

/** Bounds the memory for the errors that were logged. */
const MAX_LOGGED = 100;

/** Contains errors of the queen itself: each is counted, and logged when it occurs for the first time at that place. */
export class Faults {
  readonly #log: Pick<FastifyBaseLogger, 'error'>;
  readonly #counted: (place: FaultPlace) => void;
  readonly #logged = new Set<string>();

  constructor(log: Pick<FastifyBaseLogger, 'error'>, counted: (place: FaultPlace) => void) {
    this.#log = log;
    this.#counted = counted;
  }

  /** Counts an error, and logs it if it has not occurred there before. */
  readonly note = (place: FaultPlace, error: unknown): void => {
    this.#counted(place);
    const key = `${place} ${origin(error)}`;
    if (this.#logged.has(key) || this.#logged.size >= MAX_LOGGED) return;
    this.#logged.add(key);
    this.#log.error({ err: error }, LINES[place]);
  };

  /** Runs `run`; an error in it is noted and ends only it. */
  contain(place: FaultPlace, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.note(place, error);
    }
  }
}

/** Where an error was thrown. Its message is left out, because it may have the data in it that caused the error. */
const origin = (error: unknown): string =>
  error instanceof Error ? `${error.name} ${/^ +at .*$/m.exec(error.stack ?? '')?.[0]}` : typeof error;
