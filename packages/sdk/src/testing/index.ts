export { createFakeQueen } from './fake-queen.ts';
export { frameText, splitAt } from './frame-text.ts';
export { openStore } from './open-store.ts';
