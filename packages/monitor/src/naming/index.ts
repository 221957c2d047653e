export { Namer } from './namer.ts';
