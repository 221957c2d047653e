/** The routes about access: accounts, sessions, tokens, invites and the audit log (section A). */
export { accessRoutes } from './access-routes.ts';
