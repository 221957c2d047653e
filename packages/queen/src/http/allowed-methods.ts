import type { FastifyInstance } from 'fastify';

/** Methods that a path takes beside the one that it did not take, sorted; empty when there is nothing at it. */
export type AllowedMethods = (path: string, refused: string) => Promise<string[]>;

const READING = ['GET', 'HEAD'];

interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/** Watches which routes are declared from here on, so that a wrong method can be told from a wrong address. */
export function collectAllowedMethods(app: FastifyInstance): AllowedMethods {
  const routes: Route[] = [];
  const folders: Route[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    (url.includes('*') ? folders : routes).push({ pattern: patternOf(url), methods: [method].flat() });
  });
  const methodsOf = (among: readonly Route[], path: string): string[] =>
    among.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
  /** Only who serves a folder knows what is in it, and was asked already when it was to be read. */
  const isFile = async (path: string, refused: string): Promise<boolean> =>
    !READING.includes(refused) &&
    methodsOf(folders, path).includes('GET') &&
    (await app.inject({ method: 'HEAD', url: { pathname: path }, headers: { host: 'localhost' } }))
      .statusCode === 200;

  return async (path, refused) => {
    const methods = methodsOf(routes, path);
    if (methods.length === 0 && (await isFile(path, refused))) methods.push(...READING);
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
