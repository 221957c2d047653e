export { refusalOf } from './fake-history.ts';
export { createFakeQueen } from './fake-queen.ts';
export { pass, settle, useFakeTime } from './fake-time.ts';
export { frameText, splitAt } from './frame-text.ts';
export { openSeries } from './open-series.ts';
export { openStore } from './open-store.ts';
