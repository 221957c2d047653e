/** Whether a subject can be read on this machine. */
export type FindingState = 'ok' | 'partly' | 'no';

/** Whether one subject can be read on this machine, and why not. */
export interface Finding {
  /** Identifies the subject for programs; the same on every machine. */
  readonly id: string;
  readonly state: FindingState;
  /** Names the subject for people. */
  readonly label: string;
  /** One sentence: what can and cannot be read, why, and how to change that. Contains no secret and no command line. */
  readonly detail: string;
}

/** What was found of a subject. */
export type Outcome = readonly [state: FindingState, detail: string];

/** Makes a finding of its outcome. */
export function finding(id: string, label: string, [state, detail]: Outcome): Finding {
  return { id, state, label, detail };
}
