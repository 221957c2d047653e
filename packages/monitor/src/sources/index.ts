export { type Answer, createFiles, type Files, reasonOf } from './files.ts';
export { createFinder, type Found } from './finder.ts';
export { createForkedMemory } from './forked-memory.ts';
export { readLinuxMachine, readOwnProcess, readPortableMachine } from './machine.ts';
export { hidesProcesses, readMachineFacts } from './machine-facts.ts';
export { readNamespacePids } from './namespace-pids.ts';
export { roomForOpenFiles } from './open-files.ts';
export type { ProcessTable } from './process-table.ts';
export { readWorkerFigures } from './worker-figures.ts';
