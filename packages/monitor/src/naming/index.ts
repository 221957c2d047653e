export { parseContainer } from './container.ts';
export { Namer } from './namer.ts';
