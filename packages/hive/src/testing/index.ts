export { FakeAccess } from './fake-access.ts';
export { FakeLink, type Handshake, type LinkFrame } from './fake-link.ts';
export { FakeQueen, problem, type Reply, taken } from './fake-queen.ts';
export { createLines } from './lines.ts';
export { createManualClock, type ManualClock, settle } from './manual-clock.ts';
export { randomFrom } from './random-from.ts';
