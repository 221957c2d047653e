/** Refusals as values, and their RFC 9457 form ([H5]). */
export { problemOf, type Refusal, RefusalError, refusalHeaders } from './refusal.ts';
