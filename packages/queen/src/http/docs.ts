import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';

/** Describes every route that is declared from here on, at `/openapi.json` and, to read, at `/docs` ([Q]). */
export async function addDocs(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'rbee queen', description: 'Live telemetry of inference servers.', version },
    },
  });
  app.get(ROUTES.openapi, { schema: { hide: true } }, async () => app.swagger());
  await app.register(swaggerUi, {
    routePrefix: ROUTES.docs,
    theme: { title: 'rbee queen' },
    // Its parts carry inline styles; the rest of the policy stays.
    transformStaticCSP: (policy) => `${policy};style-src 'self' 'unsafe-inline'`,
  });
}
