export { type GenerateOptions, generate, promptIds } from './generate.ts';
export { render } from './tokens.ts';
export { type NGramModel, parameterCount, train } from './train.ts';
