import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** How busy the load generator was. */
export interface LoadFigures {
  /** CPU of this process, cores. */
  readonly cores: number;
  /** Time in which its event loop had something to do, 0 to 1. */
  readonly busy: number;
  /** Lateness of its event loop, 99th percentile, milliseconds. */
  readonly lagMs: number;
}

const RESOLUTION_MS = 2;

/** Looks at the load generator itself, which must not be what is measured. */
export class LoadWatch {
  readonly #began = performance.now();
  readonly #cpu = process.cpuUsage();
  readonly #loop: EventLoopUtilization = performance.eventLoopUtilization();
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#delay.enable();
  }

  /** What was seen since it was made. */
  end(): LoadFigures {
    const { user, system } = process.cpuUsage(this.#cpu);
    this.#delay.disable();
    return {
      cores: (user + system) / 1_000 / (performance.now() - this.#began),
      busy: performance.eventLoopUtilization(this.#loop).utilization,
      lagMs: Math.max(0, this.#delay.percentile(99) / 1e6 - RESOLUTION_MS),
    };
  }
}

/** Whether a generator that was so busy may have been what was measured. */
export const isAtItsLimit = ({ cores, busy, lagMs }: LoadFigures): boolean =>
  cores > 0.9 || busy > 0.95 || lagMs > 50;
