import { ROLES, type Role } from '@rbee/contract';

/** Which role a person has by what a provider or a reverse proxy says of them. */
export interface RoleRules {
  /** Role of each value, such as a group. */
  readonly map: Readonly<Record<string, Role>>;
  /** Role without such a value; null refuses the person. */
  readonly byDefault: Role | null;
}

/** Values that are looked at, so that a huge claim costs no time. */
const MAX_VALUES = 10_000;

/** The highest role that one of the values has by the rules; null if the person has none. */
export function roleBy({ map, byDefault }: RoleRules, values: readonly string[]): Role | null {
  const roles = new Set(
    values.slice(0, MAX_VALUES).map((value) => (Object.hasOwn(map, value) ? map[value] : undefined)),
  );
  return ROLES.findLast((role) => roles.has(role)) ?? byDefault;
}

/**
 * The values of a claim: a text, or texts in an array; none for anything else. A name with dots, such as `realm_access.roles` of Keycloak,
 * is a path, unless there is a claim with this very name (such as `https://example.com/groups`).
 */
export function claimValues(claims: Readonly<Record<string, unknown>>, claim: string): readonly string[] {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : at(claims, claim.split('.'));
  const items = Array.isArray(value) ? value.slice(0, MAX_VALUES) : [value];
  return items.filter((item) => typeof item === 'string');
}

function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found;
}
