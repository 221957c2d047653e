export { readContainer } from './container-files.ts';
