export { useNow } from './now.ts';
export { useClockOffset } from './offset.ts';
