import {
  NewUserBodySchema,
  ROUTES,
  SetupSecretSchema,
  UserChangeBodySchema,
  UserListSchema,
  UserViewSchema,
} from '@rbee/contract';
import { accessRoute, accessRouteWithBody } from './access-route.ts';
import { idIn, idParameter } from './entry-id.ts';
import { granted } from './granted.ts';
import { bodyCheck } from './json-body.ts';

const setupSecret = {
  status: 201,
  about: 'The account, with the setup address that is handed over to its owner; shown once.',
  schema: SetupSecretSchema,
} as const;

/** Accounts ([A4]). */
export const USER_ROUTES = [
  accessRoute(
    {
      method: 'GET',
      url: ROUTES.users,
      summary: 'List the accounts',
      answer: { status: 200, about: 'The accounts.', schema: UserListSchema },
    },
    ({ access }) => ({ items: access.people.users() }),
  ),
  accessRouteWithBody(
    { method: 'POST', url: ROUTES.users, summary: 'Make an account', answer: setupSecret },
    bodyCheck(NewUserBodySchema),
    ({ access, actor }, body) => granted(access.people.addUser(body, actor)),
  ),
  accessRouteWithBody(
    {
      method: 'PATCH',
      url: ROUTES.user,
      summary: 'Change the role of an account',
      parameters: idParameter,
      answer: { status: 200, about: 'The account.', schema: UserViewSchema },
    },
    bodyCheck(UserChangeBodySchema),
    ({ access, actor, request }, { role }) => granted(access.people.changeRole(idIn(request), role, actor)),
  ),
  accessRoute(
    { method: 'DELETE', url: ROUTES.user, summary: 'Remove an account', parameters: idParameter },
    ({ access, actor, request }) => granted(access.people.removeUser(idIn(request), actor)),
  ),
  accessRoute(
    {
      method: 'POST',
      url: ROUTES.userSetup,
      summary: 'Make a setup address for an account, which gives it a new password',
      parameters: idParameter,
      answer: setupSecret,
    },
    ({ access, actor, request }) => granted(access.people.newSetup(idIn(request), actor)),
  ),
];
