export { type HistoryLine, runHistory } from './run-history.ts';
