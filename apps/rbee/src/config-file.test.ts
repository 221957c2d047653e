import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ConfigSearch, checkConfig, findConfig } from './config-file.ts';
import { fileSettings } from './settings/index.ts';
import { aMachine } from './testing/a-machine.ts';

const settings = fileSettings(aMachine());
const check = (file: unknown) => checkConfig(JSON.stringify(file), settings);

test('reads a file with settings of every section', () => {
  const checked = check({
    $schema: './docs/rbee.config.schema.json',
    watch: ['embed=python .*embedder\\.py'],
    ignore: [],
    log_level: 'debug',
    log_format: 'json',
    queen: { port: 0, host: '0.0.0.0', insecure_no_access_control: true, forget_after: '7d' },
    hive: { hive_id: 'gpu-1', interval_ms: 500, queen_url: 'http://queen:7833', proc_root: '/host/proc' },
    up: { samples: false },
  });
  expect(checked).toMatchObject({ kind: 'texts' });
  expect(checked.kind === 'texts' && checked.texts.get('queen.port')).toEqual(['0']);
  expect(checked.kind === 'texts' && checked.texts.get('watch')).toEqual(['embed=python .*embedder\\.py']);
});

test.each([
  [{ qeen: {} }, 'unknown key "qeen" (did you mean "queen"?)'],
  [{ queen: { prot: 1 } }, 'unknown key "queen.prot" (did you mean "queen.port"?)'],
  [{ port: 1 }, 'unknown key "port" (did you mean "queen.port"?)'],
  [
    { queen: { 'forget-after': '1d' } },
    'unknown key "queen.forget-after" (did you mean "queen.forget_after"?)',
  ],
  [
    { hive: { queen_url: 'http://bee:secret@q' } },
    'hive.queen_url must be an http or https address without a user, such as http://localhost:7833, not "http://q..."',
  ],
  [{ queen: { port: '80' } }, 'queen.port must be a whole number from 0 to 65535, not "80"'],
  [{ queen: { port: 65_536 } }, 'queen.port must be a whole number from 0 to 65535, not "65536"'],
  [{ queen: { port: 1.5 } }, 'queen.port must be a whole number from 0 to 65535, not "1.5"'],
  [
    { queen: { port: { password: 'secret' } } },
    'queen.port must be a whole number from 0 to 65535, not an object',
  ],
  [{ hive: 'h:7833?secret' }, 'hive must be an object, not "h:7833..."'],
  [
    { hive: { queen_url: ['secret'] } },
    'hive.queen_url must be an http or https address without a user, such as http://localhost:7833, not a list',
  ],
  [{ queen: [] }, 'queen must be an object, not []'],
  [{ up: { samples: 'no' } }, 'up.samples must be true or false, not "no"'],
  [{ watch: 'a=b' }, 'watch must be a list of strings, not "a=b"'],
  [{ watch: ['a'] }, 'watch must be a group and a pattern, such as \'embed=my-embedder\', not "a"'],
  [{ ignore: ['('] }, 'ignore must be a valid regular expression (unterminated group), not "("'],
  [[], 'it must contain one JSON object'],
])('refuses %j with one sentence', (file, complaint) => {
  expect(check(file)).toEqual({ kind: 'wrong', complaint });
});

test('lists the known keys for an unknown key that is close to none of them', () => {
  expect(check({ something_else_altogether: 1 })).toMatchObject({
    complaint: expect.stringMatching(
      /^unknown key "something_else_altogether" \(known keys: hive, hive\.data, hive\.engine_key_env, /,
    ),
  });
});

test.each([
  ['{"queen": \n}', 'line 2, column 1'],
  ['{"queue_url":"http://u:p@h", "x":SECRET}', 'line 1, column 34'],
  ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3'],
  ['{"a": [1, 2}', 'line 1, column 12'],
  ['{"a": 1,}', 'line 1, column 9'],
  ['{"a": "not ended', 'line 1, column 7'],
  ['{"a": 1} more', 'line 1, column 10'],
  ['{"a": 1} // a comment', 'line 1, column 10'],
  ['', 'line 1, column 1'],
  ['{"a": 1', 'line 1, column 8'],
])('the syntax error of %j is at %s', (text, place) => {
  const complaint = `it is not valid JSON: syntax error at ${place}`;
  expect(checkConfig(text, settings)).toEqual({ kind: 'wrong', complaint });
});

test('invalid JSON of any kind is refused with one line that gives a place', () => {
  const pieces = fc.array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '-1.5e3',
      '01',
      'nul',
      ' ',
      '\n',
      '\u2028',
      '"\t"',
      '/*',
    ),
    { maxLength: 12 },
  );
  const cut = fc.tuple(fc.json(), fc.nat(40)).map(([text, length]) => text.slice(0, length));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        cut,
        pieces.map((it) => it.join('')),
      ),
      (text) => {
        const checked = checkConfig(text, settings);
        const complaint = checked.kind === 'wrong' ? checked.complaint : '';
        expect(complaint).not.toMatch(/\n/);
        if (complaint.includes('not valid JSON')) expect(complaint).toMatch(/ at line \d+, column \d+$/);
      },
    ),
    { numRuns: 1_000 },
  );
});

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

test('reads the file in the working directory, otherwise the one in /etc, otherwise none', () => {
  expect(find({ ...HERE, ...MACHINE })).toBe('rbee.config.json');
  expect(find(MACHINE)).toBe('/etc/rbee/rbee.config.json');
  expect(find({})).toEqual({ kind: 'none' });
});

test('an error says why a file is not used; a default place counts as found, --config as named', () => {
  const asked: [string, string][] = [];
  const readText: ConfigSearch['readText'] = (path, from) => {
    asked.push([path, from]);
    return { ok: false, code: null, complaint: 'it is a FIFO' };
  };
  expect(find({}, { readText })).toMatchObject({
    kind: 'wrong',
    sentence: 'the config file rbee.config.json is not used: it is a FIFO',
  });
  find({}, { readText, flag: '/opt/other.json' });
  expect(asked).toEqual([
    ['rbee.config.json', 'found'],
    ['/opt/other.json', 'named'],
  ]);
});

test('--config overrides RBEE_CONFIG, which overrides the default places', () => {
  const environment = { RBEE_CONFIG: '/opt/other.json' };
  expect(find({ ...HERE, ...OTHER }, { environment })).toBe('/opt/other.json');
  expect(find({ ...HERE, ...OTHER }, { environment, flag: 'rbee.config.json' })).toBe('rbee.config.json');
  expect(find({ ...HERE, ...OTHER }, { environment, flag: false })).toEqual({ kind: 'none' });
  expect(find(HERE, { environment: { RBEE_CONFIG: '' } })).toBe('rbee.config.json');
});

test.each([
  ['/opt/nothing.json', 'the config file /opt/nothing.json cannot be read (ENOENT)'],
  ['/root/x', 'the config file /root/x cannot be read (EACCES)'],
])('says in one sentence that %s cannot be read', (flag, sentence) => {
  expect(find(HERE, { flag })).toEqual({ kind: 'wrong', path: flag, sentence });
});

test('names the file in an error about its content', () => {
  expect(find({ 'rbee.config.json': '{"qeen": {}}' })).toEqual({
    kind: 'wrong',
    path: 'rbee.config.json',
    sentence: 'rbee.config.json: unknown key "qeen" (did you mean "queen"?)',
  });
});
