import { NewTokenBodySchema, NewTokenSchema, ROUTES, TokenListSchema } from '@rbee/contract';
import { accessRoute, accessRouteWithBody } from './access-route.ts';
import { idIn, idParameter } from './entry-id.ts';
import { granted } from './granted.ts';
import { bodyCheck } from './json-body.ts';

/** API tokens of programs ([A2]). */
export const TOKEN_ROUTES = [
  accessRoute(
    {
      method: 'GET',
      url: ROUTES.tokens,
      summary: 'List the API tokens',
      answer: { status: 200, about: 'The tokens without their secrets.', schema: TokenListSchema },
    },
    ({ access }) => ({ items: access.programs.tokens() }),
  ),
  accessRouteWithBody(
    {
      method: 'POST',
      url: ROUTES.tokens,
      summary: 'Make an API token',
      answer: { status: 201, about: 'The token with its secret, shown once.', schema: NewTokenSchema },
    },
    bodyCheck(NewTokenBodySchema),
    ({ access, actor }, body) => granted(access.programs.add(body, actor)),
  ),
  accessRoute(
    { method: 'DELETE', url: ROUTES.token, summary: 'Revoke an API token', parameters: idParameter },
    ({ access, actor, request }) => granted(access.programs.revoke(idIn(request), actor)),
  ),
];
