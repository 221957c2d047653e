/** Who uses the page: signing in, and the administration of who may do what. The screens are loaded when they are shown. */
export { AccessProvider, useAccess } from './access-context.tsx';
export { AccessGate } from './access-gate.tsx';
export { AccessPage, AccountMenu, OpenNotice } from './later-screens.ts';
