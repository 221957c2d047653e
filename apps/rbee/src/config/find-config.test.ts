import { expect, test } from 'vitest';
import { fileSettings } from '../settings/index.ts';
import { type ConfigSearch, findConfig } from './find-config.ts';

const settings = fileSettings({ hostname: 'gpu-1', terminal: false });
const files = (texts: Record<string, string>): Pick<ConfigSearch, 'readText'> => ({
  readText: (path) => {
    const text = texts[path];
    return text === undefined
      ? { ok: false, code: path === '/root/x' ? 'EACCES' : 'ENOENT' }
      : { ok: true, text };
  },
});
const find = (texts: Record<string, string>, more: Partial<ConfigSearch> = {}) => {
  const found = findConfig({ flag: undefined, environment: {}, settings, ...files(texts), ...more });
  return found.kind === 'file' ? found.values.path : found;
};

const HERE = { 'rbee.config.json': '{}' };
const MACHINE = { '/etc/rbee/rbee.config.json': '{}' };
const OTHER = { '/opt/other.json': '{}' };

test('the file of the working directory, else that of the machine, else none', () => {
  expect(find({ ...HERE, ...MACHINE })).toBe('rbee.config.json');
  expect(find(MACHINE)).toBe('/etc/rbee/rbee.config.json');
  expect(find({})).toEqual({ kind: 'none' });
});

test('the flag counts more than the variable, and that more than what lies about', () => {
  const environment = { RBEE_CONFIG: '/opt/other.json' };
  expect(find({ ...HERE, ...OTHER }, { environment })).toBe('/opt/other.json');
  expect(find({ ...HERE, ...OTHER }, { environment, flag: 'rbee.config.json' })).toBe('rbee.config.json');
  expect(find({ ...HERE, ...OTHER }, { environment, flag: false })).toEqual({ kind: 'none' });
  expect(find(HERE, { environment: { RBEE_CONFIG: '' } })).toBe('rbee.config.json');
});

test.each([
  ['/opt/nothing.json', 'the config file /opt/nothing.json cannot be read (ENOENT)'],
  ['/root/x', 'the config file /root/x cannot be read (EACCES)'],
])('a file that was named and cannot be read is one sentence', (flag, sentence) => {
  expect(find(HERE, { flag })).toEqual({ kind: 'wrong', path: flag, sentence });
});

test('what is wrong in it is said with its path', () => {
  expect(find({ 'rbee.config.json': '{"qeen": {}}' })).toEqual({
    kind: 'wrong',
    path: 'rbee.config.json',
    sentence: 'rbee.config.json: unknown key "qeen" (did you mean "queen"?)',
  });
});
