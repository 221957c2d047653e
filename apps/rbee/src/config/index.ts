export { type ConfigFile, findConfig } from './find-config.ts';
export { type ReadText, readText } from './read-text.ts';
