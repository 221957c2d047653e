/** Checks of every request: its host, target, framing and origin; and the security headers of every response. */
export { installGuards } from './install-guards.ts';
export { originRefusal } from './origin.ts';
export { requestGuard } from './request.ts';
