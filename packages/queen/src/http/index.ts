/** The queen over HTTP: routes, refusals, the page. */
export { addRoutes } from './add-routes.ts';
export { createServer } from './create-server.ts';
export { linkGate } from './link-gate.ts';
export type { QueenParts } from './queen-parts.ts';
