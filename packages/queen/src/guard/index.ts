/** Checks of the Host and Origin headers, and the security headers of every response. */
export { hostGuard } from './host.ts';
export { installGuards } from './install-guards.ts';
export { originRefusal } from './origin.ts';
