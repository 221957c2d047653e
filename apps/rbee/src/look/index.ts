export { lookOptions } from './look-options.ts';
export { workersNow } from './workers-now.ts';
