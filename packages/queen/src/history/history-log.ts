import type { HistoryInfo } from '@rbee/contract';
import type { FastifyBaseLogger } from 'fastify';

/** Number of problems that are remembered; beyond it they are not logged. */
const MAX_PROBLEMS = 20;

/** Logs what is wrong with the history, when it begins and when it ends. */
export class HistoryLog {
  readonly #log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
  #problems: ReadonlySet<string> = new Set();
  #shortened: ReadonlySet<string> = new Set();
  #isPaused = false;

  constructor(log: Pick<FastifyBaseLogger, 'info' | 'warn'>) {
    this.#log = log;
  }

  /** Call it about once a second with the present state. */
  follow({ state, tiers, problems }: HistoryInfo): void {
    const isPaused = state === 'paused';
    if (isPaused && !this.#isPaused) this.#log.warn('The history is paused: nothing of it is written.');
    if (!isPaused && this.#isPaused) this.#log.info('The history is written again.');
    this.#isPaused = isPaused;
    const present = new Set(problems.slice(0, MAX_PROBLEMS));
    for (const problem of present) if (!this.#problems.has(problem)) this.#log.warn(problem);
    this.#problems = present;
    const shortened = new Set(tiers.filter((it) => it.shortened).map(({ tier }) => tier));
    for (const tier of shortened) if (!this.#shortened.has(tier)) this.#log.warn({ tier }, SHORTENED);
    this.#shortened = shortened;
  }
}

const SHORTENED = 'The history is shortened: its bytes are used up before its age is reached.';
