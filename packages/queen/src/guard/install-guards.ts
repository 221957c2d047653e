import cors, { type FastifyCorsOptions } from '@fastify/cors';
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Settings } from '../config.ts';
import { type Refusal, RefusalError } from '../problem.ts';
import { mayRead, originRefusal } from './origin.ts';
import { requestGuard } from './request.ts';

/**
 * The headers of every response, for pages that load only their own files. No header makes a browser switch to HTTPS (HSTS), also
 * with TLS: it would count for all other servers on the same name, on every port, and the names of a local network have some that
 * speak plain HTTP. The two isolation headers are off, because browsers ignore them without HTTPS and log a warning on every page.
 */
const securityHeaders = (allowFrames: readonly string[]): FastifyHelmetOptions => ({
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  // The header can name no other origin, so it would refuse the allowed ones in browsers that read it first.
  xFrameOptions: allowFrames.length === 0,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'", 'data:'],
      'object-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'self'", ...allowFrames],
    },
  },
});

/** Adds security headers to every response, and refuses ambiguous requests, unknown host names and pages of other origins. */
export async function installGuards(app: FastifyInstance, settings: Settings): Promise<void> {
  await app.register(helmet, securityHeaders(settings.allowFrames));
  const refusalOf = requestGuard(settings);
  // Callbacks instead of promises, because these hooks run for every heartbeat.
  app.addHook('onRequest', (request, _reply, done) => done(errorOf(refusalOf(request.raw))));
  await app.register(
    cors,
    () => (request: FastifyRequest, done: (error: null, options: FastifyCorsOptions) => void) =>
      done(null, readingFor(request, settings.allowOrigins)),
  );
  // For some requests of pages of other origins, a browser sends no preflight request that CORS could refuse.
  app.addHook('onRequest', (request, _reply, done) =>
    done(errorOf(READING.has(request.method) ? null : originRefusal(request.raw))),
  );
}

function readingFor({ headers }: FastifyRequest, allowOrigins: readonly string[]): FastifyCorsOptions {
  const { origin, host } = headers;
  return {
    origin: origin !== undefined && mayRead(origin, host, allowOrigins),
    methods: ['GET', 'HEAD'],
    allowedHeaders: ['accept', 'authorization', 'cache-control', 'last-event-id'],
    exposedHeaders: ['retry-after'],
    maxAge: 600,
    strictPreflight: false,
  };
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

const errorOf = (refusal: Refusal | null): RefusalError | undefined =>
  refusal ? new RefusalError(refusal) : undefined;
