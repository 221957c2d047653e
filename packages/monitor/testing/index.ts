export { aProcess, aTable } from './a-process.ts';
export { captured } from './captured.ts';
export { DESKTOP } from './desktop.ts';
export { createFakeMachine, type FakeMachine, type FakeProcess } from './fake-machine.ts';
export type { FakeSocket } from './fake-network.ts';
export { MORE_SERVER_TREES } from './more-server-trees.ts';
export { outline } from './outline.ts';
export { SERVER_TREES, type ServerTree } from './server-trees.ts';
export { type Disturbance, type TrueProcess, type UnsteadyMachine, unsteadyFiles } from './unsteady-files.ts';
