import { passkeySite } from '@rbee/access/plain';
import { type AccessState, AccessStateSchema, ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import { principalOf } from '../../access/index.ts';
import { isLoopbackHost } from '../../client-address.ts';
import { describe, json } from '../route-schemas.ts';
import type { AccessContext } from './access-route.ts';
import { meOf } from './who.ts';

const schema = describe('access', 'Read whether there is access control, how to sign in, and who asks', {
  200: json('The state of access control.', AccessStateSchema),
});

/** GET: whether there is access control, how to sign in, and who asks ([A1]); also without access control. */
export function addStateRoute(app: FastifyInstance, { parts, reached }: AccessContext): void {
  const { access, host, trustedProxies } = parts.settings;
  const reachable = trustedProxies.length > 0 || !isLoopbackHost(host);
  app.get(ROUTES.access, { schema }, async (request): Promise<AccessState> => {
    const principal = principalOf(request);
    return {
      control: access !== undefined,
      reachable,
      needs_setup: access !== undefined && access.setupSecret() !== null,
      passkeys: access !== undefined && passkeySite(reached(request).baseUrl) !== null,
      providers: access ? [...access.providers.list()] : [],
      me: principal ? meOf(principal) : null,
    };
  });
}
