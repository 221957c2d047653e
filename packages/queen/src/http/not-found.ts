import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AllowedMethods } from './allowed-methods.ts';
import { refuse } from './refuse.ts';

/** Answers what no route took: 405 where another method would do, else 404 ([H5]). */
export function notFoundHandler(allowedMethods: AllowedMethods) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = request.url.split('?')[0] ?? '';
    const allow = allowedMethods(path);
    if (allow.length === 0) {
      return refuse(reply, { code: 'not_found', detail: `There is nothing at ${path}; see /docs.` });
    }
    if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow.join(', ')).send();
    const detail = `${path} takes ${allow.join(', ')}, not ${request.method}.`;
    return refuse(reply, { code: 'method_not_allowed', detail, allow });
  };
}
