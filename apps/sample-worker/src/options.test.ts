import { expect, test } from 'vitest';
import { parseOptions } from './options.ts';

test('listens on a free port of loopback by default', () => {
  expect(parseOptions([])).toEqual({
    kind: 'options',
    options: { host: '127.0.0.1', port: 0, model: 'bee-trigram', order: 3 },
  });
  expect(parseOptions(['--port', '8123', '--model=bee', '--order', '4', '--host', '::1'])).toEqual({
    kind: 'options',
    options: { host: '::1', port: 8123, model: 'bee', order: 4 },
  });
});

test.each([
  [['--port', '70000'], '--port must be a whole number from 0 to 65535, not "70000"'],
  [['--port', '80a'], '--port must'],
  [['--order', '5'], '--order must be 2, 3 or 4, not "5"'],
  [['--model', 'a b'], '--model must be'],
  [['--model', ''], '--model must be'],
  [['--host', ''], '--host must be'],
  [['--prot', '1'], "Unknown option '--prot'"],
  [['--port'], "Option '--port <value>' argument missing"],
  [['serve'], "Unexpected argument 'serve'"],
])('%j is refused with one sentence', (args, part) => {
  const parsed = parseOptions(args);
  expect(parsed).toMatchObject({ kind: 'wrong', sentence: expect.stringContaining(part) });
  expect(parsed.kind === 'wrong' && parsed.sentence).toMatch(/^sample-worker: [^\n]+\.$/);
});
