import type { EngineReading } from './engine-reading.ts';

/** Time without progress after which an engine with requests is stuck ([E2]). */
const STUCK_MS = 30_000;
/** Use of a GPU at which an engine works, although it may say that no request runs: a hung kernel spins. */
const WORKING_GPU_PCT = 90;
/** CPU use below which an engine that does not tell the progress of prompts processes none. */
const IDLE_CPU_PCT = 10;

/** What the processes of an engine do meanwhile. */
export interface Activity {
  readonly cpuPct: number | null;
  readonly gpuPct: number | null;
}

/**
 * Notices an engine that has requests and makes no progress. An engine whose figures stand still during a long prompt
 * must be idle, too: its CPU and GPU use tell that.
 */
export class Progress {
  #last: string | null = null;
  #sinceMs = 0;

  /** True if the engine is stuck. */
  note(reading: EngineReading, activity: Activity, atMs: number): boolean {
    const now = JSON.stringify(reading.progress);
    const isStill = now === this.#last && hasWork(reading, activity) && !mayBeInPrompt(reading, activity);
    if (!isStill) this.#sinceMs = atMs;
    this.#last = now;
    return atMs - this.#sinceMs >= STUCK_MS;
  }
}

function hasWork({ figures, seesPrompts, progress }: EngineReading, { gpuPct }: Activity): boolean {
  const tellsProgress = progress.some((it) => it !== undefined);
  const requests = (figures.requests_running ?? 0) + (figures.requests_waiting ?? 0);
  return tellsProgress && (requests > 0 || (seesPrompts && gpuPct !== null && gpuPct >= WORKING_GPU_PCT));
}

const mayBeInPrompt = ({ seesPrompts }: EngineReading, { cpuPct, gpuPct }: Activity): boolean =>
  !seesPrompts && (cpuPct === null || cpuPct >= IDLE_CPU_PCT || (gpuPct ?? 0) > 0);
