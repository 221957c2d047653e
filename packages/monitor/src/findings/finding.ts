/** How much of something can be told on this machine. */
export type FindingState = 'ok' | 'partly' | 'no';

/** One thing that this machine can or cannot tell. */
export interface Finding {
  /** Names what it is about, for programs; the same on every machine. */
  readonly id: string;
  readonly state: FindingState;
  /** Names what it is about, for people. */
  readonly label: string;
  /** One sentence: what can and cannot be told, why, and what to do about it. Holds no secret and no command line. */
  readonly detail: string;
}
