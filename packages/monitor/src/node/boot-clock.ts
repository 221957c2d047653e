/** When the machine was booted, and how long ago: the reference for the start times of processes. */
export interface SinceBoot {
  /** Milliseconds since the epoch; the same in all samples until the wall clock is set. */
  readonly bootMs: number;
  /** Seconds of CLOCK_BOOTTIME, the clock of start times in `/proc/<pid>/stat`; it includes suspend. */
  readonly sinceBootS: number;
}

/** What /proc says about the boot; null if it is not known. */
export interface BootFacts {
  /** `btime` of `/proc/stat`: the boot time in whole seconds since the epoch. */
  readonly bootTimeS: number | null;
  /** `/proc/uptime`: seconds since boot. lxcfs gives the time since the start of the container instead. */
  readonly uptimeS: number | null;
  /** Time since the boot at which this process started, seconds, from its `/proc/<pid>/stat`. */
  readonly ownStartS: number | null;
  /** How long this process has run, milliseconds; without the time of suspend. */
  readonly ownAgeMs: number;
}

/** A change of the boot time that is not a step of the wall clock: rounding and the time between two reads. */
const JITTER_MS = 500;

/** `btime` has no fraction, and is read some time before or after the other figures. */
const NEAR_MS = { before: 100, after: 1100 };

/** Keeps the boot time from one sample to the next, so that the start times of processes do not move. */
export class BootClock {
  #bootMs: number | null = null;

  /** Null if the boot time is not known. `nowMs` is the wall clock, milliseconds since the epoch. */
  read(facts: BootFacts, nowMs: number): SinceBoot | null {
    const bootMs = bootTimeMs(facts, nowMs);
    if (bootMs === null) return null;
    if (this.#bootMs === null || Math.abs(bootMs - this.#bootMs) >= JITTER_MS) this.#bootMs = bootMs;
    return { bootMs: this.#bootMs, sinceBootS: (nowMs - bootMs) / 1000 };
  }
}

/**
 * The earliest of what /proc says: what describes a container is later than the boot, and so is the start of this
 * process if it waited before its exec. Of those that agree with `btime` one with a fraction is taken.
 */
function bootTimeMs({ bootTimeS, uptimeS, ownStartS, ownAgeMs }: BootFacts, nowMs: number): number | null {
  const exact = [
    uptimeS === null ? [] : nowMs - uptimeS * 1000,
    ownStartS === null ? [] : nowMs - ownAgeMs - ownStartS * 1000,
  ].flat();
  if (bootTimeS === null) return exact.length > 0 ? Math.min(...exact) : null;
  const told = bootTimeS * 1000;
  const near = exact.filter((it) => it >= told - NEAR_MS.before && it <= told + NEAR_MS.after);
  return Math.min(near[0] ?? told, ...exact.filter((it) => it < told - NEAR_MS.before));
}
