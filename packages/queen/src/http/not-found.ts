import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RefusalError } from '../problem.ts';
import { notFoundPage } from './pages.ts';

const READ_METHODS = ['GET', 'HEAD'];

interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/**
 * Answers requests without a route: 405 if the path has other methods, else 404 ([H5]), for browsers with the page ([Q]). A hook does this before the
 * body is parsed, because an invalid body would otherwise be refused first. Call it before the routes are added.
 */
export function answerNotFound(app: FastifyInstance, pageDir: string | undefined): void {
  const asPage = notFoundPage(pageDir);
  const routes: Route[] = [];
  const folders: Route[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    (url.includes('*') ? folders : routes).push({ pattern: patternOf(url), methods: [method].flat() });
  });
  const methodsOf = (among: readonly Route[], path: string): string[] =>
    among.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
  /** Asks the static file server with a HEAD request. A refused GET or HEAD was already answered by it. */
  const isFile = async (path: string, refused: string): Promise<boolean> =>
    !READ_METHODS.includes(refused) &&
    methodsOf(folders, path).includes('GET') &&
    (await app.inject({ method: 'HEAD', url: { pathname: path }, headers: { host: 'localhost' } }))
      .statusCode === 200;

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { url, method } = request;
    const path = url.split('?')[0] ?? '';
    const methods = methodsOf(routes, path);
    if (methods.length === 0 && (await isFile(path, method))) methods.push(...READ_METHODS);
    if (methods.length === 0) {
      // Not awaited: a reply that was sent is resolved with nothing.
      const page = asPage(request, reply);
      if (page) return page;
      throw new RefusalError({ code: 'not_found', detail: `${path} does not exist; see /docs.` });
    }
    const allow = [...new Set([...methods, 'OPTIONS'])].sort();
    if (method === 'OPTIONS') return reply.code(204).header('allow', allow.join(', ')).send();
    const detail = `${path} does not support ${method}; use one of ${allow.join(', ')}.`;
    throw new RefusalError({ code: 'method_not_allowed', detail, allow });
  };
  app.addHook('onRequest', async (request, reply) => (request.is404 ? answer(request, reply) : undefined));
  // Called by the route of static files, for files that do not exist.
  app.setNotFoundHandler(answer);
}

const patternOf = (url: string): RegExp =>
  new RegExp(
    `^${url
      .replace(/[.+?^$(){}|[\]\\]/g, '\\$&')
      .replace(/:\w+/g, '[^/]+')
      .replace('*', '.*')}$`,
  );
