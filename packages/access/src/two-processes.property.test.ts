import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { OpenedAccess } from './open-access.ts';
import { aFolder, anAccess, from, OPERATOR, TestClock, unwrap } from './testing/index.ts';

vi.setConfig({ testTimeout: 60_000 });

/** What one of two processes does to a hive or a token, of those that there are. */
const step = fc.record({
  isQueen: fc.boolean(),
  what: fc.constantFrom('join', 'rejoin', 'rotate', 'use', 'revokeHive', 'addToken', 'revokeToken', 'tick'),
  which: fc.nat(5),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A queen and a command on one file, and every token that they made with the key of its principal. */
class TwoProcesses {
  readonly queen: OpenedAccess;
  readonly command: OpenedAccess;
  readonly clock: TestClock;
  readonly tokens = new Map<string, string>();

  constructor(queen: OpenedAccess, command: OpenedAccess, clock: TestClock) {
    this.queen = queen;
    this.command = command;
    this.clock = clock;
  }

  do({ isQueen, what, which }: Step): void {
    const access = isQueen ? this.queen : this.command;
    const hiveId = `h${which}`;
    this.clock.pass(10_000);
    if (what === 'join' || what === 'rejoin') this.#join(access, hiveId, what === 'rejoin');
    if (what === 'rotate') this.#rotate(access, hiveId);
    if (what === 'use') access.identify({ bearer: [...this.tokens.keys()].at(which - 6) }, '192.0.2.7');
    if (what === 'revokeHive') access.hives.revoke(hiveId, OPERATOR);
    if (what === 'addToken') {
      const { token, secret } = unwrap(access.programs.add({ name: 'ci', scopes: ['read'] }, OPERATOR));
      this.tokens.set(secret, `program:${token.token_id}`);
    }
    if (what === 'revokeToken') {
      access.programs.revoke(access.programs.tokens()[which]?.token_id ?? '', OPERATOR);
    }
    if (what === 'tick') access.tick();
  }

  /** The keys of the tokens that a process knows to be valid. */
  valid(access: OpenedAccess): Map<string, string> {
    return new Map([...this.tokens].filter(([bearer]) => access.identify({ bearer }, '192.0.2.7').ok));
  }

  #join(access: OpenedAccess, hiveId: string, isForIt: boolean): void {
    const { code } = unwrap(access.hives.invite(isForIt ? { hive_id: hiveId } : {}, OPERATOR));
    const joined = access.hives.join({ code, hive_id: hiveId }, from());
    if (joined.ok) this.tokens.set(joined.value.token, `hive:${hiveId}`);
  }

  #rotate(access: OpenedAccess, hiveId: string): void {
    const key = `hive:${hiveId}`;
    const rotated = access.hives.rotate({ kind: 'hive', key, hiveId, generation: '', rotate: false }, from());
    if (rotated.ok) this.tokens.set(rotated.value.token, key);
  }
}

test('two processes on one file agree within a tick, and whoever ended was told', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      using folder = aFolder();
      const file = join(folder.path, 'access.db');
      const clock = new TestClock();
      const queen = await anAccess({ file, clock });
      const command = await anAccess({ file, clock, isQueen: false });
      const both = new TwoProcesses(queen, command, clock);
      const told = new Set<string>();
      const everValid = new Set<string>();
      queen.onEnded((key) => told.add(key));
      for (const it of steps) {
        both.do(it);
        for (const [, key] of it.what === 'tick' ? both.valid(queen) : []) everValid.add(key);
      }
      // A use of a next token that one process noted is written by its tick, and read by that of the other.
      for (const it of [queen, command, queen, command]) it.tick();
      const valid = new Set(both.valid(queen).values());
      for (const it of [queen, command, queen, command]) it.tick();
      expect(both.valid(command)).toEqual(both.valid(queen));
      expect(command.hives.list().items.map((it) => it.revoked_at)).toEqual(
        queen.hives.list().items.map((it) => it.revoked_at),
      );
      expect([...everValid].filter((it) => !valid.has(it) && !told.has(it))).toEqual([]);
      await command.close();
      await queen.close();
    }),
    { numRuns: 20 },
  );
});
