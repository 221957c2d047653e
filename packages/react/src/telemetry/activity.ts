import { type HiveHealth, LIMITS } from '@rbee/queen-rbee-sdk';
import { readingOf } from './reading.ts';
import type { WorkerTelemetry } from './telemetry.ts';

/** Whether what is shown is of this moment: `stale` when it is late, `down` when its hive fell silent. */
export type Standing = 'live' | 'stale' | 'down';

/** What a worker does; `unknown` where no figure tells whether it works or rests ([W2]). */
export type Activity = 'idle' | 'busy' | 'unknown' | 'stale' | 'down';

/** What a worker's pulse says. */
export interface PulseReading {
  readonly activity: Activity;
  /** What says so, in a few words for a person. */
  readonly meaning: string;
}

/**
 * How far a hive's last sample can be believed, from its health ([R1]) and from whether the page itself
 * still hears the queen. A hive that does not say its health is taken as healthy.
 */
export function standingOf(health: HiveHealth | undefined, connected: boolean): Standing {
  if (health === 'down') return 'down';
  return health === 'degraded' || !connected ? 'stale' : 'live';
}

const OUTDATED = {
  stale: 'Stale: the figures are late, this is the last sample',
  down: 'Down: the hive stopped reporting, this is its last sample',
} as const;

/** What a worker's pulse says: only what is of this moment is called idle or busy. */
export const pulseOf = (worker: WorkerTelemetry, standing: Standing): PulseReading =>
  standing === 'live' ? judge(worker) : { activity: standing, meaning: OUTDATED[standing] };

/** Whether a worker is known to be busy ([R2]). */
export const isBusy = (worker: WorkerTelemetry): boolean => judge(worker).activity === 'busy';

/** The order is that of [R2]: the engine's own word, else the GPU, else the CPU. */
function judge(worker: WorkerTelemetry): PulseReading {
  const { engine, unknown } = worker;
  const running = engine?.unknown?.['requests_running'] === undefined ? engine?.requests_running : undefined;
  if (running !== undefined) {
    return running > 0
      ? busy(`${running} request${running === 1 ? '' : 's'} running`)
      : idle('no request running');
  }
  const gpu = readingOf(worker, 'gpu_util_pct');
  if (gpu.known) return gpu.value > 0 ? busy('GPU at work') : idle('GPU at rest');
  const cpu = readingOf(worker, 'cpu_pct');
  if (!cpu.known) {
    const yet = unknown?.['cpu_pct'] === 'first_sample' ? ' yet' : '';
    return { activity: 'unknown', meaning: `Not known${yet}: ${cpu.why}` };
  }
  const bar = `${LIMITS.busyCpuPct} % of a core`;
  return cpu.value >= LIMITS.busyCpuPct ? busy(`CPU at ${bar} or more`) : idle(`CPU below ${bar}`);
}

const busy = (by: string): PulseReading => ({ activity: 'busy', meaning: `Busy: ${by}` });

const idle = (by: string): PulseReading => ({ activity: 'idle', meaning: `Idle: ${by}` });
