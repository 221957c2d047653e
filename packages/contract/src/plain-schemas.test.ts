import { expect, test, vi } from 'vitest';
import * as contract from './index.ts';

const isSchema = ([name]: readonly [string, unknown]): boolean => name.endsWith('Schema');

test('the schemas that a browser builds are those of the server', async () => {
  const ofServer = Object.entries(contract).filter(isSchema);
  vi.resetModules();
  vi.doMock('#schemas', () => import('./plain-schemas.ts'));
  const ofBrowser = Object.entries(await import('./index.ts')).filter(isSchema);
  expect(ofBrowser).not.toContain(ofServer[0]?.[1]);
  expect(ofServer.length).toBeGreaterThan(25);
  expect(JSON.parse(JSON.stringify(ofBrowser))).toEqual(JSON.parse(JSON.stringify(ofServer)));
  // The first mismatch depends on the order of the fields.
  for (const [index, [, schema]] of ofBrowser.entries()) {
    expect(fieldsOf(schema)).toEqual(fieldsOf(ofServer[index]?.[1]));
    expect(schema).not.toHaveProperty('~kind');
    expect(ofServer[index]?.[1]).toHaveProperty('~kind');
  }
});

/** The names of all fields at every depth, in their order. */
function fieldsOf(node: unknown): unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('properties' in node)
    return Object.entries(node.properties as object).map(([key, field]) => [key, fieldsOf(field)]);
  return Object.values(node).flatMap(fieldsOf);
}
