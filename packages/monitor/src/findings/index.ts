export type { Finding, FindingState } from './finding.ts';
export { findingsElsewhere, findingsOf } from './findings-of.ts';
export { readMachineFacts } from './machine-facts.ts';
