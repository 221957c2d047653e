import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileSettings } from '../settings/index.ts';
import { checkConfig } from './check-config.ts';

const settings = fileSettings({ hostname: 'gpu-1', terminal: false });
const check = (file: unknown) => checkConfig(JSON.stringify(file), settings);

test('a file that says everything', () => {
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
])('%j is one sentence', (file, complaint) => {
  expect(check(file)).toEqual({ kind: 'wrong', complaint });
});

test('an unknown key without a close match gets the list of known keys', () => {
  expect(check({ something_else_altogether: 1 })).toMatchObject({
    complaint: expect.stringMatching(
      /^unknown key "something_else_altogether" \(known keys: hive, hive\.hive_id, /,
    ),
  });
});

test('invalid JSON is one sentence, and nothing throws', () => {
  expect(checkConfig('{"queen": \n}', settings)).toMatchObject({
    complaint: 'it is not valid JSON: syntax error at line 2, column 1',
  });
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const checked = checkConfig(text, settings);
      expect(checked.kind === 'wrong' ? checked.complaint : '').not.toMatch(/\n/);
    }),
  );
});
