import type { HivePrincipal, PersonPrincipal, Principal } from '@rbee/access';
import type { Me } from '@rbee/contract';
import { forbidden } from '../../access/index.ts';
import { RefusalError } from '../../problem.ts';

/** A principal as the audit log names it ([A9]). */
export function whoIs(principal: Principal | undefined): string {
  if (!principal) return 'stranger';
  return `${principal.kind}:${nameOf(principal)}`;
}

/** A principal as it is told about itself ([A1]). */
export function meOf(principal: Principal): Me {
  const name = nameOf(principal);
  if (principal.kind === 'hive') return { kind: 'hive', name, scopes: ['heartbeat'] };
  const scopes = [...principal.scopes];
  if (principal.kind === 'program') return { kind: 'program', name, scopes };
  return { kind: 'person', name, role: principal.role, scopes };
}

const nameOf = (principal: Principal): string =>
  principal.kind === 'hive' ? principal.hiveId : principal.name;

/** The person that asks. Throws a refusal for anybody else. */
export function personOf(principal: Principal | undefined): PersonPrincipal {
  if (principal?.kind === 'person') return principal;
  throw new RefusalError(forbidden('person'));
}

/** The hive that asks. Throws a refusal for anybody else. */
export function hiveOf(principal: Principal | undefined): HivePrincipal {
  if (principal?.kind === 'hive') return principal;
  throw new RefusalError(forbidden('heartbeat'));
}

/** True if the principal may do everything ([A1]). */
export const isAdmin = (principal: Principal | undefined): boolean =>
  principal !== undefined && principal.kind !== 'hive' && principal.scopes.has('admin');
