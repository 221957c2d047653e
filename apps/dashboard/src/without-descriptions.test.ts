import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withoutDescriptions } from './without-descriptions.ts';

test('descriptions are left out, and nothing else', () => {
  expect(
    withoutDescriptions(`
      const id = Type.String({ description: 'The id of a hive\\'s "run".', maxLength: 64 });
      Type.Object({ at: timestamp('When ' + "it was."), n: Type.Optional(u32(
        'How many ' +
          'there are.',
      )), name: 'description', other: text(name) }, { description });`),
  ).toBe(`
      const id = Type.String({ description: '', maxLength: 64 });
      Type.Object({ at: timestamp(''), n: Type.Optional(u32('')), name: 'description', other: text(name) }, { description });`);
});

test('no schema of a field of the wire keeps its sentence', () => {
  const folder = new URL('../../../packages/contract/src/', import.meta.url);
  for (const name of readdirSync(folder).filter((it) =>
    /^(?:worker|node|engine|events|heartbeat)\.ts$/.test(it),
  )) {
    const left = withoutDescriptions(readFileSync(new URL(name, folder), 'utf8'));
    expect([name, /description: '[^']/.test(left)]).toEqual([name, false]);
  }
});
