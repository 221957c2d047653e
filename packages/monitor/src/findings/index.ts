export type { Finding, FindingState } from './finding.ts';
export { findingsElsewhere, findingsOf } from './findings-of.ts';
export type { FoundBy } from './machine-facts.ts';
export { readMachineFacts } from './read-machine-facts.ts';
