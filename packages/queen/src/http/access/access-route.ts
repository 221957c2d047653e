import type { Access, Actor, From, Principal } from '@rbee/access';
import { cutText, visibleText } from '@rbee/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../../access/index.ts';
import { type Refusal, RefusalError } from '../../problem.ts';
import type { QueenParts } from '../queen-parts.ts';
import type { ReachedAt } from '../reached-at.ts';
import { describe, empty, json } from '../route-schemas.ts';
import { type BodyCheck, readJsonBody } from './json-body.ts';
import { whoIs } from './who.ts';

/** What the handlers of requests about access share. */
export interface AccessContext {
  readonly parts: QueenParts;
  /** How the caller of a request reached the queen. */
  readonly reached: (request: FastifyRequest) => ReachedAt;
}

/** A request about access, after the check of who sends it. */
export interface Asked extends AccessContext {
  readonly access: Access;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Undefined for a stranger, who may ask a few routes. */
  readonly principal: Principal | undefined;
  readonly actor: Actor;
  readonly from: From;
}

/** A route about access, for the router and for `/docs`. */
export interface AccessRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly summary: string;
  /** Description of the path's and query's parameters. */
  readonly parameters?: object;
  /** Its JSON answer; if absent, it answers 204. */
  readonly answer?: { readonly status: 200 | 201; readonly about: string; readonly schema: object };
}

/** Adds one route to the server. */
export type AddAccessRoute = (app: FastifyInstance, context: AccessContext) => void;

/** A route whose handler returns the answer; a body is not read. */
export const accessRoute =
  (route: AccessRoute, handle: (asked: Asked) => unknown, body?: object): AddAccessRoute =>
  (app, context) => {
    const { method, url, summary, parameters, answer } = route;
    const response = answer
      ? { [answer.status]: json(answer.about, answer.schema) }
      : { 204: empty('It is done.') };
    app.route({
      method,
      url,
      schema: describe('access', summary, response, { ...parameters, ...(body && { body }) }),
      handler: async (request, reply) => {
        const value = await handle(askedIn(context, request, reply));
        return answer ? reply.code(answer.status).send(value) : reply.code(204).send();
      },
    });
  };

/** A route with a JSON body, which is checked before the handler gets it. */
export const accessRouteWithBody = <Body>(
  route: AccessRoute,
  body: BodyCheck<Body>,
  handle: (asked: Asked, body: Body) => unknown,
): AddAccessRoute =>
  accessRoute(route, (asked) => handle(asked, readJsonBody(asked.request.body, body)), body.schema);

const MAX_AGENT_CHARS = 256;

/** The request with what its handler needs. Throws a refusal if there is no access control. */
export function askedIn(context: AccessContext, request: FastifyRequest, reply: FastifyReply): Asked {
  const { settings, wholeAddressOf } = context.parts;
  if (!settings.access) throw new RefusalError(ACCESS_OFF);
  const principal = principalOf(request);
  const address = wholeAddressOf(request.raw);
  const agent = visibleText(cutText(request.headers['user-agent'] ?? '', MAX_AGENT_CHARS));
  return {
    ...context,
    access: settings.access,
    request,
    reply,
    principal,
    actor: { who: whoIs(principal), address },
    from: { address, agent },
  };
}

/** For every route about access but the one that tells so. */
export const ACCESS_OFF: Refusal = {
  code: 'access_off',
  detail: 'This queen has no access control; start it with --access-control.',
};
