/** Who may ask: host names, browser origins, security headers. */
export { installGuards } from './install-guards.ts';
export { hostGuard, originRefusal } from './refusals.ts';
