import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join, resolve, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { PAGE_ROUTES, ROUTES } from '@rbee/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import Negotiator from 'negotiator';
import { SECURITY_SCHEMES, securityOf } from './api-security.ts';
import { acceptedEncodings } from './content-encoding.ts';

/** Adds `/openapi.json` and `/docs` ([Q]). They describe the routes that are added after this call. */
export async function addApiDocs(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'rbee queen', description: 'Live telemetry of inference servers.', version },
      components: { securitySchemes: SECURITY_SCHEMES },
    },
    transform: ({ schema, url, route }) => ({
      schema: { ...schema, security: securityOf([route.method].flat()[0] ?? 'GET', url) },
      url,
    }),
  });
  app.get(ROUTES.openapi, { schema: { hide: true } }, async () => withServer(app.swagger(), '.'));
  await app.register(swaggerUi, {
    routePrefix: ROUTES.docs,
    // The address of `/docs` ends without a slash, so the paths of its files are relative to its parent.
    indexPrefix: '.',
    uiHooks: { onRequest: relativeRedirect },
    transformSpecification: (document) => withServer(document, '..'),
    theme: { title: 'rbee queen' },
    // Swagger UI has inline styles; the rest of the policy is unchanged.
    transformStaticCSP: (policy) => `${policy};style-src 'self' 'unsafe-inline'`,
  });
}

/** Adds the queen's address, relative to that of the document, so that it holds below a path of a proxy too. */
const withServer = <T extends object>(document: T, url: string) => ({ ...document, servers: [{ url }] });

/**
 * Redirects other addresses of the docs page with a relative `Location`, which holds below a path of a proxy. With a
 * query, Swagger UI computes wrong paths.
 */
const relativeRedirect: onRequestHookHandler = ({ url }, reply, done) => {
  const [path = '', query] = url.split('?');
  if (path.endsWith('/static/index.html')) reply.redirect('../');
  else if (path === ROUTES.docs && query !== undefined) reply.redirect('docs/');
  else if (path === `${ROUTES.docs}/` && query !== undefined) reply.redirect('./');
  else done();
};

const NOT_BUILT =
  'The dashboard is not built: run "npm start", or "npm run build -w apps/dashboard" and start the queen again.\n';

/**
 * Serves the built dashboard at its addresses; if there is none, they answer how to build it. The build has a compressed copy
 * of each file beside it.
 */
export async function addDashboard(app: FastifyInstance, pageDir: string | undefined): Promise<void> {
  const root = pageDir && resolve(pageDir);
  if (!root || !existsSync(join(root, 'index.html'))) {
    for (const url of Object.values(PAGE_ROUTES)) {
      app.get(url, { schema: { hide: true } }, async (_request, reply) =>
        reply.type('text/plain; charset=utf-8').send(NOT_BUILT),
      );
    }
    return;
  }
  const assets = join(root, 'assets') + sep;
  await app.register(async (scope) => {
    scope.addHook('onRequest', async ({ headers }) => chooseEncoding(headers));
    await scope.register(fastifyStatic, {
      root,
      cacheControl: false,
      preCompressed: true,
      setHeaders: (reply, path) => {
        reply.header(
          'cache-control',
          path.startsWith(assets) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
    const { fleet, ...others } = PAGE_ROUTES;
    scope.get(fleet, { schema: { hide: true } }, async ({ headers }, reply) => {
      const tag = await pageTag(root, headers['accept-encoding']);
      reply.headers({ etag: tag, 'cache-control': 'no-cache', vary: 'accept-encoding' });
      const known = headers['if-none-match']?.split(',').map((it) => it.trim()) ?? [];
      if (known.includes(tag)) return reply.code(304).send();
      return reply.sendFile('index.html', { etag: false, lastModified: false });
    });
    for (const url of Object.values(others)) {
      scope.get(url, { schema: { hide: true } }, async (request, reply) => sendPage(root, request, reply));
    }
  });
}

/**
 * The `ETag` of the page in a coding, made of what is in it. One of size and time would be wrong where a package manager
 * gives all files the same time: two builds have pages of one length, which differ in the hashes of their files.
 */
async function pageTag(root: string, coding: string | undefined): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(root, 'index.html')));
  return `W/"${hash.digest('base64url').slice(0, 22)}-${coding}"`;
}

async function sendPage(root: string, { url }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const page = await readFile(join(root, 'index.html'), 'utf8');
  const headers = { 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' };
  return reply.headers(headers).send(withPathsFrom(page, url));
}

/** Paths that are never the page's: those of programs and files, and what a browser would take for another host. */
const NO_PAGE = /^\/(?:v1|docs|assets)(?:\/|$)|^\/\/|%(?![\da-f]{2})|%00|\\|(?:\.|%2e){2}/i;

/**
 * Answers a path that does not exist with the page and status 404 ([Q]), for who prefers it to JSON. Undefined if it is to be answered
 * with a problem, or there is no page.
 */
export function notFoundPage(pageDir: string | undefined) {
  const root = pageDir && resolve(pageDir);
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> | undefined => {
    const path = request.url.split('?')[0] ?? '';
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!root || !isRead || NO_PAGE.test(path) || !prefersPage(request.headers)) return undefined;
    if (!existsSync(join(root, 'index.html'))) return undefined;
    return sendPage(root, request, reply.code(404));
  };
}

/** JSON comes first, so that it is taken where both are accepted alike, as by `*`. */
const prefersPage = ({ accept }: IncomingHttpHeaders): boolean =>
  new Negotiator({ headers: { accept } }).mediaType(['application/problem+json', 'text/html']) ===
  'text/html';

/**
 * The relative address of the page to sign in, for a browser that asks for `/docs` without a session; null for everybody else, who
 * is refused ([A1]).
 */
export function signInFor({ url, method, headers }: FastifyRequest): string | null {
  const path = url.split('?')[0] ?? '';
  if (method !== 'GET' || !/^\/docs\/?$/.test(path) || !prefersPage(headers)) return null;
  return `${path.endsWith('/') ? '../' : './'}${PAGE_ROUTES.signIn.slice(1)}`;
}

/**
 * The page with the paths of its files as they are from an address further down: the build has them relative to `/`, as a proxy
 * may serve the queen below a path that it removes.
 */
function withPathsFrom(page: string, url: string): string {
  const depth = (url.split('?')[0] ?? '').split('/').length - 2;
  return page.replace(/((?:src|href)=")\.\//g, `$1${'../'.repeat(depth) || './'}`);
}

/** Leaves only the best coding in the header, because the library takes `br` for `br;q=0, *` and for `identity, br;q=0.1`. */
function chooseEncoding(headers: IncomingHttpHeaders): void {
  const [best] = acceptedEncodings(headers['accept-encoding'], ['br', 'gzip', 'identity']);
  headers['accept-encoding'] = best ?? 'identity';
}
