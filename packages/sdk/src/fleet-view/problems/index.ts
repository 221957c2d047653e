/** What is wrong in a fleet: from one picture of it, and from picture to picture. */
export {
  type FleetProblem,
  gravityByHive,
  PROBLEM_KINDS,
  PROBLEM_SEVERITIES,
  type ProblemKind,
  type ProblemSeverity,
  type ProblemSubject,
  type ProblemValues,
} from './problem.ts';
export { problemsOf } from './problems-of.ts';
export { PROBLEM_LIMITS, PROBLEM_RULES, type ProblemRule } from './rules.ts';
export { ProblemTracker } from './tracker.ts';
