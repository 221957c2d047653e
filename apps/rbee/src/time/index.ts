export { aborted, pause } from './pause.ts';
