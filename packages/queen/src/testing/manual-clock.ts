import type { QueenClock } from '../time.ts';

/** A clock that changes only when a test moves it. */
export interface ManualClock extends QueenClock {
  /** Moves both clocks, milliseconds. */
  move(ms: number): void;
  /** Sets only the wall clock, as an administrator or NTP does. */
  setWall(at: number): void;
}

/** 2025-10-30T20:15:30Z, the time that the contract's builders use. */
const START = Date.UTC(2025, 9, 30, 20, 15, 30);

export function manualClock(): ManualClock {
  let wall = START;
  let monotonic = 1_000;
  return {
    now: () => wall,
    monotonic: () => monotonic,
    move: (ms) => {
      wall += ms;
      monotonic += ms;
    },
    setWall: (at) => {
      wall = at;
    },
  };
}
