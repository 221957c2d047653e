import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aFolder } from '../testing/index.ts';
import { Store } from './store.ts';
import type { SessionRow } from './tables.ts';

const aStore = (ended: string[] = []) => new Store(':memory:', 0, (key) => ended.push(key));
const session = (id: string, hash: string): SessionRow => ({
  session_id: id,
  hash,
  user_id: 'ada',
  started_at: 0,
  last_used_at: 0,
  last_address: '192.0.2.1',
  agent: '',
});

test('a row never removes another one that has the same hash', () => {
  const store = aStore();
  store.write(() => store.sessions.put(session('a', 'one')));
  expect(() => store.write(() => store.sessions.put(session('b', 'one')))).toThrow('UNIQUE');
  expect([...store.sessions.rows()].map((it) => it.session_id)).toEqual(['a']);
  expect(store.sessions.withHash('one')?.session_id).toBe('a');
  store.file.close();
});

test('what throws changes neither the file nor the memory, and ends nobody', () => {
  const ended: string[] = [];
  const store = aStore(ended);
  store.write(() => store.sessions.put(session('a', 'one')));
  const work = () => {
    store.sessions.remove('a');
    store.sessions.put(session('b', 'two'));
    store.end('session:a');
    throw new Error('no');
  };
  expect(() => store.write(work)).toThrow('no');
  expect([...store.sessions.rows()]).toEqual([session('a', 'one')]);
  expect(store.sessions.withHash('two')).toBeUndefined();
  expect(store.file.number('SELECT count(*) FROM session')).toBe(1);
  expect(ended).toEqual([]);
  store.file.close();
});

test('a row that replaces another is not found by the old hash', () => {
  const store = aStore();
  store.write(() => store.sessions.put(session('a', 'one')));
  store.write(() => store.sessions.put(session('a', 'two')));
  expect(store.sessions.withHash('one')).toBeUndefined();
  expect(store.sessions.withHash('two')?.session_id).toBe('a');
  store.file.close();
});

test('a damaged row is said with its column', () => {
  const store = aStore();
  store.file.run(`INSERT INTO account VALUES ('1', 'ada', 'ada', 'king', NULL, NULL, NULL, 0, NULL)`);
  expect(() => store.accounts.load()).toThrow('role of account is damaged');
  store.file.close();
});

test('whom another process ended is told, also by a transaction that throws', () => {
  using folder = aFolder();
  const file = join(folder.path, 'access.db');
  const ended: string[] = [];
  const store = new Store(file, 0, (key) => ended.push(key));
  const account = { user_id: 'ada', name: 'ada', name_key: 'ada', role: 'viewer', password: null } as const;
  store.write(() => {
    store.accounts.put({ ...account, provider: null, subject: null, created_at: 0, last_seen_at: null });
    for (const id of ['a', 'b', 'c']) store.sessions.put(session(id, id));
  });
  const other = new Store(file, 0, () => {});
  other.write(() => other.sessions.remove('b'));
  const work = () => {
    store.end('session:a');
    throw new Error('no');
  };
  expect(() => store.write(work)).toThrow('no');
  expect(ended).toEqual(['session:b']);
  other.write(() => other.accounts.remove('ada'));
  store.poll();
  expect(ended).toEqual(['session:b', 'session:a', 'session:c']);
  other.file.close();
  store.file.close();
});
