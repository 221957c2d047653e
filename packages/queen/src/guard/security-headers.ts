import type { FastifyHelmetOptions } from '@fastify/helmet';

/**
 * Headers for a page of its own files that is served over plain HTTP in a local network. Nothing in them
 * sends a browser to HTTPS, which the queen does not speak; the two isolation headers are left out because
 * browsers ignore them without HTTPS and say so in the console of every page.
 */
export const SECURITY_HEADERS: FastifyHelmetOptions = {
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'", 'data:'],
      'object-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'self'"],
    },
  },
};
