import cors, { type FastifyCorsOptions } from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Settings } from '../config.ts';
import { type Refusal, RefusalError } from '../problem.ts';
import { mayRead } from './origin-policy.ts';
import { hostGuard, originRefusal } from './refusals.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** Puts security headers on every answer, and turns away foreign host names and foreign pages. */
export async function installGuards(app: FastifyInstance, settings: Settings): Promise<void> {
  await app.register(helmet, SECURITY_HEADERS);
  const hostRefusal = hostGuard(settings);
  // Hooks that call back rather than promise: they run for every heartbeat.
  app.addHook('onRequest', (request, _reply, done) => done(errorOf(hostRefusal(request.raw))));
  await app.register(
    cors,
    () => (request: FastifyRequest, done: (error: null, options: FastifyCorsOptions) => void) =>
      done(null, readingFor(request, settings.allowOrigins)),
  );
  // A page of another site can send some requests without asking first.
  app.addHook('onRequest', (request, _reply, done) =>
    done(errorOf(READING.has(request.method) ? null : originRefusal(request.raw))),
  );
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

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

const errorOf = (refusal: Refusal | null): RefusalError | undefined =>
  refusal ? new RefusalError(refusal) : undefined;
