/** Hands what the fleet reports to the history ([P1], [P6], [P8]). */
export { Recorder } from './recorder.ts';
