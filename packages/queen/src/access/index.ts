/** Who may do what: the table of routes, who a request is from, what stays open, and what is refused ([A1]). */
export { cookieIn } from './cookie.ts';
export { Gate, principalOf } from './gate.ts';
export { guardRoutes } from './guard-routes.ts';
export { forbidden } from './need.ts';
export { isProxyHeader, type ProxySignIn, proxyHeaders } from './proxy-headers.ts';
export { ACCESS_REASONS, type AccessReason } from './refusals.ts';
export { needOf } from './route-needs.ts';
export { SESSION_COOKIES } from './shown.ts';
