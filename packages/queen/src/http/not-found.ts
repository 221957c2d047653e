import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from './error-handler.ts';

/** The methods of a path, sorted, given that it has no route for `refused`; empty if the path does not exist. */
type FindAllowedMethods = (path: string, refused: string) => Promise<string[]>;

/**
 * Answers requests without a route: 405 if the path has other methods, else 404 ([H5]). A hook does this before the
 * body is parsed, because an invalid body would otherwise be refused first.
 */
export function answerNotFound(app: FastifyInstance, findAllowedMethods: FindAllowedMethods): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const path = request.url.split('?')[0] ?? '';
    const allow = await findAllowedMethods(path, request.method);
    if (allow.length === 0) {
      return refuse(reply, { code: 'not_found', detail: `${path} does not exist; see /docs.` });
    }
    if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow.join(', ')).send();
    const detail = `${path} does not support ${request.method}; use one of ${allow.join(', ')}.`;
    return refuse(reply, { code: 'method_not_allowed', detail, allow });
  };
  app.addHook('onRequest', async (request, reply) => (request.is404 ? answer(request, reply) : undefined));
  // Called by the route of static files, for files that do not exist.
  app.setNotFoundHandler(answer);
}

const READ_METHODS = ['GET', 'HEAD'];

interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/** Records the routes that are added after this call, to distinguish a 405 from a 404. */
export function collectAllowedMethods(app: FastifyInstance): FindAllowedMethods {
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

  return async (path, refused) => {
    const methods = methodsOf(routes, path);
    if (methods.length === 0 && (await isFile(path, refused))) methods.push(...READ_METHODS);
    return methods.length === 0 ? [] : [...new Set([...methods, 'OPTIONS'])].sort();
  };
}

const patternOf = (url: string): RegExp =>
  new RegExp(
    `^${url
      .replace(/[.+?^$(){}|[\]\\]/g, '\\$&')
      .replace(/:\w+/g, '[^/]+')
      .replace('*', '.*')}$`,
  );
