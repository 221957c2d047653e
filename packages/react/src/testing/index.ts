export { createFakeStore } from './fake-store.ts';
export { connectionOf, hiveOf, NOW, nodeOf, queenOf, workerOf } from './fleet.ts';
