import type { Access, AdminReset, Result } from './access.ts';
import { Attempts } from './attempts/index.ts';
import { FileAuditLog } from './audit/index.ts';
import type { AccessClock } from './clock.ts';
import type { EndedListeners } from './ended-listeners.ts';
import { StoredHiveTokens } from './hives/index.ts';
import { removeOld } from './housekeeping.ts';
import { Identification } from './identify.ts';
import { type Providers, type RoleRules, StoredProviders } from './oidc/index.ts';
import { StoredPasskeys } from './passkeys/index.ts';
import type { PasswordHasher } from './passwords/index.ts';
import { ProviderPeople, StoredPeople } from './people/index.ts';
import type { Identified, Principal, Shown } from './principal.ts';
import { StoredPrograms } from './programs.ts';
import { ProxyPeople } from './proxy-people.ts';
import type { Store } from './store/index.ts';

/** What access control is made of. */
export interface FileAccessParts {
  readonly store: Store;
  readonly ended: EndedListeners;
  readonly hasher: PasswordHasher;
  readonly clock: AccessClock;
  readonly warn: (sentence: string) => void;
  readonly isQueen: boolean;
  readonly providers: Providers;
  readonly proxyRoles: RoleRules | undefined;
}

const TICK_MS = 1_000;
const CLEAN_EVERY_MS = 3_600_000;

/** Access control on a file. */
export class FileAccess implements Access {
  readonly people: StoredPeople;
  readonly hives: StoredHiveTokens;
  readonly programs: StoredPrograms;
  readonly audit: FileAuditLog;
  readonly providers: StoredProviders;
  readonly passkeys: StoredPasskeys;
  readonly #parts: FileAccessParts;
  readonly #identification: Identification;
  readonly #timer: NodeJS.Timeout | undefined;
  #cleanedAt = Number.NEGATIVE_INFINITY;
  #isFailing = false;

  constructor(parts: FileAccessParts) {
    const { store, clock, hasher, isQueen } = parts;
    this.#parts = parts;
    this.audit = new FileAuditLog(store.file, clock, (error) => this.#failed(error));
    const core = { store, clock, audit: this.audit, attempts: new Attempts(() => clock.monotonic()) };
    this.people = new StoredPeople(core, hasher);
    this.hives = new StoredHiveTokens(core);
    this.programs = new StoredPrograms(core);
    this.providers = new StoredProviders(core, parts.providers, new ProviderPeople(core));
    this.passkeys = new StoredPasskeys(core);
    this.#identification = new Identification(store, clock, this.#proxyPeople());
    store.writeFirst(this.#identification);
    this.#timer = isQueen ? setInterval(() => this.tick(), TICK_MS).unref() : undefined;
  }

  #proxyPeople(): ProxyPeople | undefined {
    const { proxyRoles, ended } = this.#parts;
    const isTaken = (name: string) => this.people.hasName(name);
    return proxyRoles && new ProxyPeople(proxyRoles, { isTaken, onLess: (key) => ended.tell(key) });
  }

  identify(shown: Shown, address: string): Identified {
    return this.#identification.identify(shown, address);
  }

  principal(key: string, address: string): Principal | undefined {
    return this.#identification.principal(key, address);
  }

  onEnded(listener: (key: string) => void): void {
    this.#parts.ended.add(listener);
  }

  setupSecret(): string | null {
    return this.#parts.isQueen ? this.people.setupSecret() : null;
  }

  resetAdmin(name?: string): Result<AdminReset> {
    return this.people.resetAdmin(name);
  }

  tick(): void {
    try {
      this.#due();
      this.#isFailing = false;
    } catch (error) {
      this.#failed(error);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    try {
      this.#flush(true);
    } catch (error) {
      this.#failed(error);
    }
    this.#parts.store.file.close();
  }

  #due(): void {
    const { store, clock } = this.#parts;
    store.poll();
    this.people.endExpired();
    this.programs.endExpired();
    this.#flush(false);
    if (clock.monotonic() - this.#cleanedAt < CLEAN_EVERY_MS) return;
    this.#cleanedAt = clock.monotonic();
    removeOld(store, clock.now());
  }

  #flush(all: boolean): void {
    const { store } = this.#parts;
    if (this.#identification.isWaiting) store.write(() => all && this.#identification.writeUses(true));
    if (this.audit.isWaiting) store.write(() => this.audit.flush());
    store.file.sync();
  }

  /** Says it once, until it is over. */
  #failed(error: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#parts.warn(`Last uses and audit entries of access control cannot be written at present: ${reason}`);
  }
}
