/** What can be wrong in a fleet. */
export const PROBLEM_KINDS = [
  'silent',
  'late',
  'id_twice',
  'clock',
  'lost_samples',
  'gpu_health',
  'gpu_unclaimed',
  'stuck',
  'unreachable',
  'no_tokens',
  'context',
  'queue',
  'restarts',
  'idle_memory',
  'hive_versions',
  'engine_versions',
] as const;

/** What is wrong. */
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

/** How grave problems are, the gravest first. Of a `note` it is for the reader to say whether it is wanted. */
export const PROBLEM_SEVERITIES = ['grave', 'warning', 'note'] as const;

/** How grave a problem is. */
export type ProblemSeverity = (typeof PROBLEM_SEVERITIES)[number];

/** Whom a problem is about; nothing of it is set if it is the whole fleet. */
export interface ProblemSubject {
  readonly hive_id?: string;
  readonly group?: string;
  readonly instance?: string;
  /** Index and name of a GPU of the hive. */
  readonly gpu?: { readonly uuid: string; readonly index: number; readonly name: string };
  readonly model?: string;
}

/** Values of the sentence of a problem, by name; what they are is said by the detector of each kind. */
export type ProblemValues = Readonly<Record<string, string | number>>;

/** What is true of a fleet now and should not be. */
export interface FleetProblem {
  /** The same for as long as it lasts: its kind and whom it is about. */
  readonly id: string;
  readonly kind: ProblemKind;
  readonly severity: ProblemSeverity;
  readonly subject: ProblemSubject;
  /** When it began, by the queen's clock, milliseconds since the epoch. */
  readonly since: number;
  /** False if it had begun when it was first looked for: then it began at `since` or before. */
  readonly isSinceExact: boolean;
  readonly values: ProblemValues;
  /** A command that helps, for the machine of the hive; names in it are quoted for a shell. */
  readonly command?: string;
}

/**
 * What one sample shows of a problem: it is there (`isOn`), or the figure is between the limit at which it begins and the one
 * at which it ends, so that it goes on only if it was there.
 */
export interface Sign {
  readonly id: string;
  readonly kind: ProblemKind;
  readonly subject: ProblemSubject;
  readonly values: ProblemValues;
  readonly isOn: boolean;
  /** Default: that of its kind. */
  readonly severity?: ProblemSeverity | undefined;
  readonly command?: string | undefined;
  /** When it began, if that is known besides when it was first seen; milliseconds since the epoch. */
  readonly began?: number | undefined;
  /** False if it can have begun before `began`. */
  readonly isBeganExact?: boolean | undefined;
}

/** Problems in the order in which they are read: the gravest first, of equal ones the oldest. */
export const byGravity = (a: FleetProblem, b: FleetProblem): number =>
  PROBLEM_SEVERITIES.indexOf(a.severity) - PROBLEM_SEVERITIES.indexOf(b.severity) ||
  a.since - b.since ||
  (a.id < b.id ? -1 : 1);

/** For each hive with problems the number of its gravest: 1 for a note, 2 for a warning, 3 for a grave one. */
export function gravityByHive(problems: readonly FleetProblem[]): ReadonlyMap<string, number> {
  const gravest = new Map<string, number>();
  for (const { subject, severity } of problems) {
    if (subject.hive_id === undefined) continue;
    const gravity = PROBLEM_SEVERITIES.length - PROBLEM_SEVERITIES.indexOf(severity);
    gravest.set(subject.hive_id, Math.max(gravity, gravest.get(subject.hive_id) ?? 0));
  }
  return gravest;
}
