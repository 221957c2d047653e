import { hostname } from 'node:os';
import cors, { type FastifyCorsOptions } from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Settings } from '../config/index.ts';
import { RefusalError } from '../problem/index.ts';
import { hostPolicy } from './host-policy.ts';
import { isOwnOrigin, mayRead } from './origin-policy.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** Puts security headers on every answer, and turns away foreign host names and foreign pages. */
export async function installGuards(app: FastifyInstance, settings: Settings): Promise<void> {
  await app.register(helmet, SECURITY_HEADERS);
  app.addHook('onRequest', hostGuard([settings.host, ...settings.allowHosts]));
  await app.register(
    cors,
    () => async (request: FastifyRequest) => readingFor(request, settings.allowOrigins),
  );
  app.addHook('onRequest', originGuard);
}

function readingFor({ headers }: FastifyRequest, allowOrigins: readonly string[]): FastifyCorsOptions {
  const { origin, host } = headers;
  return {
    origin: origin !== undefined && mayRead(origin, host, allowOrigins),
    methods: ['GET', 'HEAD'],
    allowedHeaders: ['accept', 'cache-control', 'last-event-id'],
    exposedHeaders: ['retry-after'],
    maxAge: 600,
    strictPreflight: false,
  };
}

function hostGuard(names: readonly string[]): (request: FastifyRequest) => Promise<void> {
  const answersTo = hostPolicy(names, hostname());
  return async (request) => {
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      throw new RefusalError({
        code: 'bad_request',
        detail: 'A request of HTTP/1.1 must carry a Host header.',
      });
    }
    if (answersTo(request.headers.host)) return;
    throw new RefusalError({
      code: 'host_not_allowed',
      detail: `This queen does not answer to ${request.headers.host}; start it with --allow-host to let it.`,
    });
  };
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Hives and tools send no `Origin`; a page of another site can send some requests without asking first. */
async function originGuard(request: FastifyRequest): Promise<void> {
  const { origin, host } = request.headers;
  if (origin === undefined || READING.has(request.method) || isOwnOrigin(origin, host)) return;
  throw new RefusalError({
    code: 'origin_not_allowed',
    detail: `Pages of ${origin} may read this queen at most; only its own page may change something.`,
  });
}
