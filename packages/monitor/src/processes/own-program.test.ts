import { expect, test } from 'vitest';
import { createRecogniser } from './recognition.ts';

const recognise = createRecogniser({
  watch: [{ group: 'llm', pattern: /llama-server/ }],
  ignore: [],
  ownPid: null,
});
const nothing = {
  variables: () => null,
  directory: () => null,
  executable: () => null,
  file: () => ({ ok: false, refusal: 'gone' }) as const,
};

test.each([
  '/opt/rbee/src/main.ts',
  '/opt/rbee/bin/rbee.mjs',
  '/opt/node_modules/.bin/rbee',
  'node_modules/.bin/rbee',
])('%s that runs a worker is none itself', (script) => {
  const argv = ['node', script, 'run', '--group', 'llm', '--instance', '1', '--', 'llama-server', '-m', 'x'];
  expect(recognise(1, argv, nothing)).toMatchObject({ role: 'boundary', identity: null });
});

test('another program with a similar name is treated as any other program', () => {
  expect(recognise(1, ['node', '/opt/strawbee/bin/x.mjs', 'llama-server'], nothing).identity).not.toBeNull();
});
