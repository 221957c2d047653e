import type { Clock } from '../platform.ts';

/** What an audience is told. */
export interface AudienceOptions {
  readonly clock: Clock;
  /** How long an empty house is kept warm, milliseconds. */
  readonly lingerMs: number;
  /** The first one came. */
  readonly onArrive: () => void;
  /** The last one left, and nobody came for `lingerMs`. */
  readonly onDepart: () => void;
}

/** Counts who watches. */
export interface Audience {
  /** One more; the answer, called once or more often, takes that one away. */
  readonly join: () => () => void;
  /** Departs at once. */
  readonly dismiss: () => void;
}

/**
 * Counts who watches, and lets a short absence pass: React's strict mode unmounts and mounts again at
 * once, and a page that changes its view does much the same.
 */
export function createAudience({ clock, lingerMs, onArrive, onDepart }: AudienceOptions): Audience {
  let count = 0;
  let present = false;
  let cancelLinger = (): void => {};
  const dismiss = (): void => {
    cancelLinger();
    if (!present) return;
    present = false;
    onDepart();
  };
  const leave = (): void => {
    count -= 1;
    if (count === 0 && present) cancelLinger = clock.after(lingerMs, dismiss);
  };
  const join = (): (() => void) => {
    cancelLinger();
    count += 1;
    if (!present) {
      present = true;
      onArrive();
    }
    let joined = true;
    return () => {
      if (joined) leave();
      joined = false;
    };
  };
  return { join, dismiss };
}
