import { hostname } from 'node:os';
import {
  HiveTokenListSchema,
  InviteListSchema,
  JoinBodySchema,
  JoinedSchema,
  joinText,
  NewInviteBodySchema,
  NewInviteSchema,
  ROUTES,
} from '@rbee/contract';
import type { FastifyRequest } from 'fastify';
import { portOf } from '../info-routes.ts';
import { accessRoute, accessRouteWithBody } from './access-route.ts';
import { addressForHives } from './address-for-hives.ts';
import { idIn, idParameter } from './entry-id.ts';
import { granted } from './granted.ts';
import { bodyCheck } from './json-body.ts';
import { hiveOf } from './who.ts';

const hiveParameter = {
  params: { type: 'object', properties: { hive_id: { type: 'string' } }, required: ['hive_id'] },
};
const hiveIdIn = ({ params }: FastifyRequest): string => (params as { hive_id: string }).hive_id;

const joined = { status: 200, about: 'The token of the hive, shown once.', schema: JoinedSchema } as const;

const join = accessRouteWithBody(
  { method: 'POST', url: ROUTES.join, summary: 'Join as a hive, by an invite', answer: joined },
  bodyCheck(JoinBodySchema),
  ({ access, from }, body) => granted(access.hives.join(body, from)),
);

const rotate = accessRoute(
  { method: 'POST', url: ROUTES.rotate, summary: 'Take the next token of the calling hive', answer: joined },
  ({ access, principal, from }) => granted(access.hives.rotate(hiveOf(principal), from)),
);

const invites = accessRoute(
  {
    method: 'GET',
    url: ROUTES.invites,
    summary: 'List the invites that can still be used',
    answer: { status: 200, about: 'The invites without their codes.', schema: InviteListSchema },
  },
  ({ access }) => ({ items: access.hives.invites() }),
);

const invite = accessRouteWithBody(
  {
    method: 'POST',
    url: ROUTES.invites,
    summary: 'Invite hives',
    answer: { status: 201, about: 'The invite with its line, shown once.', schema: NewInviteSchema },
  },
  bodyCheck(NewInviteBodySchema),
  ({ access, actor, reached, request, parts }, body) => {
    const { invite: made, code } = granted(access.hives.invite(body, actor));
    const at = reached(request);
    const { pin } = at;
    const { host } = parts.settings;
    const url = addressForHives(at, {
      host,
      port: portOf(request.server, parts.settings),
      machine: hostname(),
    });
    return { invite: made, join: joinText({ url, code, ...(pin !== undefined && { pin }) }) };
  },
);

const revokeInvite = accessRoute(
  { method: 'DELETE', url: ROUTES.invite, summary: 'Revoke an invite', parameters: idParameter },
  ({ access, actor, request }) => granted(access.hives.revokeInvite(idIn(request), actor)),
);

const tokens = accessRoute(
  {
    method: 'GET',
    url: ROUTES.hiveTokens,
    summary: 'List the hives with a token, and the addresses whose heartbeats were refused',
    answer: { status: 200, about: 'The hives without their tokens.', schema: HiveTokenListSchema },
  },
  ({ access }) => access.hives.list(),
);

const revoke = accessRoute(
  {
    method: 'DELETE',
    url: ROUTES.hiveToken,
    summary: 'Revoke the token of a hive',
    parameters: hiveParameter,
  },
  ({ access, actor, request }) => granted(access.hives.revoke(hiveIdIn(request), actor)),
);

const askRotation = accessRoute(
  {
    method: 'POST',
    url: ROUTES.hiveRotation,
    summary: 'Ask a hive to take its next token',
    parameters: hiveParameter,
  },
  ({ access, actor, request }) => granted(access.hives.askRotation(hiveIdIn(request), actor)),
);

/** Invites, joining, and the tokens of hives ([A3]). */
export const HIVE_ROUTES = [join, rotate, invites, invite, revokeInvite, tokens, revoke, askRotation];
