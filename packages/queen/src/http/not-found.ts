import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AllowedMethods } from './allowed-methods.ts';
import { refuse } from './answers.ts';

/**
 * Answers what no route takes: 405 where another method would do, else 404 ([H5]). That is decided before the
 * body is looked at, which would be asked for a type and a shape that matter to nobody.
 */
export function answerNotFound(app: FastifyInstance, allowedMethods: AllowedMethods): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const path = request.url.split('?')[0] ?? '';
    const allow = await allowedMethods(path, request.method);
    if (allow.length === 0) {
      return refuse(reply, { code: 'not_found', detail: `There is nothing at ${path}; see /docs.` });
    }
    if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow.join(', ')).send();
    const detail = `${path} takes ${allow.join(', ')}, not ${request.method}.`;
    return refuse(reply, { code: 'method_not_allowed', detail, allow });
  };
  app.addHook('onRequest', async (request, reply) => (request.is404 ? answer(request, reply) : undefined));
  // What a route hands back: a file that is not there.
  app.setNotFoundHandler(answer);
}
