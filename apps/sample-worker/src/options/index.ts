export { type Options, type Parsed, parseOptions } from './parse-options.ts';
