import { readFileSync } from 'node:fs';
import { createCheck } from '@rbee/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkConfig } from './config-file.ts';
import { configSchema } from './config-schema.ts';
import { fileSettings } from './settings/index.ts';
import { aMachine } from './testing/a-machine.ts';

const settings = fileSettings(aMachine());
const schema = configSchema(settings);
const check = createCheck(schema);
const published = new URL('../../../docs/rbee.config.schema.json', import.meta.url);

test('the published schema is that of the settings (npm run schema writes it)', () => {
  expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
});

const texts = fc.constantFrom('', 'x', '30m', 'gpu-1', 'info', 'json', '127.0.0.1', '/host/proc', 'a=b', '(');
const values = fc.oneof(
  texts,
  fc.array(texts, { maxLength: 3 }),
  fc.boolean(),
  fc.integer({ min: -1, max: 70_000 }),
  fc.constant(null),
  fc.double(),
);
const keys = fc.constantFrom(
  ...settings.keys(),
  'queen',
  'hive',
  'up',
  'queen.x',
  'x',
  'hive.queen',
  '$schema',
);

const fileOf = (entries: readonly (readonly [string, unknown])[]): Record<string, unknown> => {
  const file: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    const [section = '', inner] = key.split('.');
    if (inner === undefined) file[section] = value;
    else {
      const before = file[section];
      file[section] = {
        ...(typeof before === 'object' && !Array.isArray(before) ? before : {}),
        [inner]: value,
      };
    }
  }
  return JSON.parse(JSON.stringify(file)) as Record<string, unknown>;
};

test('the schema accepts every file that the program accepts', () => {
  const files = fc.array(fc.tuple(keys, values), { maxLength: 3 }).map(fileOf);
  const taken = { both: 0, neither: 0 };
  fc.assert(
    fc.property(files, (file) => {
      const { $schema, ...rest } = file;
      const byProgram = checkConfig(JSON.stringify(rest), settings).kind === 'texts';
      const bySchema = check.is(rest);
      if (byProgram) expect(check.mismatch(rest)).toBeNull();
      taken[byProgram && bySchema ? 'both' : 'neither'] += 1;
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(taken.both, taken.neither)).toBeGreaterThan(20);
});

test.each([...settings])(
  'the schema and the program both refuse a value of the wrong type for %s',
  (key, { fileType }) => {
    const wrongType = fileType === 'boolean' ? 'x' : true;
    const file = fileOf([[key, wrongType]]);
    expect(check.is(file)).toBe(false);
    expect(checkConfig(JSON.stringify(file), settings)).toMatchObject({
      kind: 'wrong',
      complaint: expect.stringContaining(`${key} must be `),
    });
  },
);
