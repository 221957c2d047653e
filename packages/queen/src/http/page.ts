import { existsSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const NOT_BUILT =
  'The dashboard is not built: run "npm start", or "npm run build -w apps/dashboard" and start the queen again.\n';

/** Serves the built dashboard at `/`; where there is none, says how to build it. */
export async function addPage(app: FastifyInstance, pageDir: string | undefined): Promise<void> {
  const root = pageDir && resolve(pageDir);
  if (!root || !existsSync(join(root, 'index.html'))) {
    app.get('/', { schema: { hide: true } }, async (_request, reply) =>
      reply.type('text/plain; charset=utf-8').send(NOT_BUILT),
    );
    return;
  }
  app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.sendFile('index.html'));
  const assets = join(root, 'assets') + sep;
  await app.register(fastifyStatic, {
    root,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header(
        'cache-control',
        path.startsWith(assets) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
}
