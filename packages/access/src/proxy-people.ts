import { ROLES, type Role } from '@rbee/contract';
import { type RoleRules, roleBy } from './oidc/index.ts';
import { type PersonPrincipal, ROLE_SCOPES, type Shown } from './principal.ts';

/** Where people of proxies are told of. */
export interface ProxyPeopleEdges {
  /** True if an account has this name. */
  readonly isTaken: (name: string) => boolean;
  /** Gets the key of a person who may do less than before. */
  readonly onLess: (key: string) => void;
}

/** People who are remembered; beyond them those that were not seen for the longest time are forgotten. */
const MAX_PEOPLE = 10_000;

/** People whom a reverse proxy lets in ([A5]). They have no account: the proxy says with each request who they are, and the groups their role. */
export class ProxyPeople {
  readonly #rules: RoleRules;
  readonly #edges: ProxyPeopleEdges;
  readonly #seen = new Map<string, PersonPrincipal>();

  constructor(rules: RoleRules, edges: ProxyPeopleEdges) {
    this.#rules = rules;
    this.#edges = edges;
  }

  /** Undefined if the person has no role. */
  person({ name, groups }: NonNullable<Shown['proxy']>): PersonPrincipal | undefined {
    const role = roleBy(this.#rules, groups);
    const key = `proxy:${name}`;
    const before = this.#seen.get(key);
    this.#seen.delete(key);
    if (before && rank(role) < rank(before.role)) this.#edges.onLess(key);
    if (role === null) return undefined;
    const shownName = this.#edges.isTaken(name) ? `${name} (proxy)` : name;
    const isSame = before?.role === role && before.name === shownName;
    const person = isSame ? before : principalOf(key, shownName, role);
    this.#seen.set(key, person);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > MAX_PEOPLE && oldest !== undefined) this.#seen.delete(oldest);
    return person;
  }

  /** The person with this key as a request named it last. */
  withKey(key: string): PersonPrincipal | undefined {
    return this.#seen.get(key);
  }
}

const rank = (role: Role | null): number => (role === null ? -1 : ROLES.indexOf(role));

const principalOf = (key: string, name: string, role: Role): PersonPrincipal => ({
  kind: 'person',
  key,
  name,
  userId: key,
  sessionId: null,
  role,
  scopes: ROLE_SCOPES[role],
});
