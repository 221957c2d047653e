export type { Finding, FindingState } from './finding.ts';
export { findingsElsewhere, findingsOf } from './findings-of.ts';
export type { Access, CgroupFacts, FoundBy, MachineFacts } from './machine-facts.ts';
export { MACHINE_FILES, type MachineFile } from './machine-facts.ts';
