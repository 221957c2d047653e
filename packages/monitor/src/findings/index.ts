export { type Finding, type FindingState, findingsElsewhere, findingsOf } from './findings-of.ts';
export { readMachineFacts } from './machine-facts.ts';
