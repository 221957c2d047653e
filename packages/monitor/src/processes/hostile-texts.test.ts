import { afterAll, expect, test } from 'vitest';
import { createFakeMachine } from '../../testing/index.ts';
import { createMonitor } from '../create-monitor.ts';
import { linearPattern } from './linear-pattern.ts';

const LINE_CHARS = 130_000;
const of = (unit: string) => unit.repeat(Math.ceil(LINE_CHARS / unit.length)).slice(0, LINE_CHARS);

/** Command lines that any user can start; the time of a careless pattern grows with the square of their length. */
const LINES: readonly (readonly string[])[] = [
  ...[
    '/',
    ':',
    '@',
    ':@',
    '-Q1',
    '_Q1',
    'eyJ-',
    '-eyJ',
    'hf_',
    'sk-',
    '.gguf',
    '%3f',
    '-00001-of-',
    'models--',
  ]
    .map((unit) => `${of(unit)}a`)
    .flatMap((value) => [
      ['llama-server', '-m', value],
      ['llama-server', `--model=${value}`],
      ['vllm', 'serve', value],
      ['ollama', 'runner', '--model', value],
      ['text-generation-server', 'serve', value],
      [value],
      ['python3', '-m', value],
      ['python3', value],
      ['node', value],
    ]),
  ['llama-server', '--host', of('unix:')],
  ['llama-server', '--host', `${of('.sock')}a`],
  ['llama-server', '--port', `${of('1')}a`],
  ['llama-server', '--port', `http://${of('[')}`],
  ['python3', `-${of('a')}`],
  ['sh', `-${of('a')}`],
  ['/lib/ld-linux.so.2', '--library-path', of('a')],
  [`ld-linux${of('.so')}a`],
  [`.${of('-wrapped')}a`],
  [`${of('a')}::Worker`],
  ['python3', '-c', of('from multiprocessing')],
  ['python3', '-c', of('from vllm.entrypoints.openai.api_server.')],
  ['python3', `-${of('m')}\n`],
  Array.from({ length: 20_000 }, () => 'qemu-x86_64'),
  [`qemu-x86_64${of('+')}!`],
  ['llama-server', ...Array.from({ length: 60_000 }, () => '-')],
  ['vllm', 'serve', ...Array.from({ length: 30_000 }, () => '--a')],
  [...Array.from({ length: 30_000 }, () => '')],
  ['-'.repeat(200), `${'\0'.repeat(60_000)}x`],
];

const machine = createFakeMachine();
afterAll(() => machine.remove());

test('no command line keeps the hive busy', () => {
  LINES.forEach((argv, at) => {
    machine.process({ pid: 100 + at, argv, environment: { LLAMA_ARG_MODEL: of('/'), HOSTNAME: of(':') } });
  });
  const watch = [{ group: 'mine', pattern: /(x+x+)+y|(a|aa)+$|\b(-|--)*b/ }];
  const ignore = [/^(.*a){12}$/];
  const monitor = createMonitor({ version: '1.0.0', ...machine, watch, ignore });
  const startedMs = performance.now();
  const { workers } = monitor.sample();
  expect(performance.now() - startedMs).toBeLessThan(LINES.length * 25);
  expect(workers.length).toBeGreaterThan(20);
  for (const { model } of workers) expect(model?.length ?? 0).toBeLessThanOrEqual(512);
});

test('a command line is cut, and what comes before the cut still counts', () => {
  machine.process({
    pid: 90,
    argv: ['llama-server', '--port', '9090', '-m', 'a.gguf', '--grammar', of('x')],
  });
  const { workers } = createMonitor({ version: '1.0.0', ...machine }).sample();
  expect(workers.find((it) => it.pid === 90)).toMatchObject({ instance: '9090', model: 'a' });
});

test('an environment is cut, and what comes before the cut still counts', () => {
  const environment = { LLAMA_ARG_PORT: '9191', PADDING: of('x') + of('y') + of('z') };
  machine.process({ pid: 91, argv: ['llama-server', '-m', 'a.gguf'], environment });
  const { workers } = createMonitor({ version: '1.0.0', ...machine }).sample();
  expect(workers.find((it) => it.pid === 91)).toMatchObject({ instance: '9191' });
});

test.each([
  [/(?=a)b/, 'no look-around'],
  [/(?<!a)b/, 'no look-around'],
  [/(a)\1/, 'no back-references'],
  [/a{1000}/, 'too large'],
  [/((a{10}){10}){10}/, 'too large'],
])('a pattern that cannot be matched in linear time is refused: %s', (pattern, reason) => {
  const options = { version: '1.0.0', ...machine };
  expect(() => createMonitor({ ...options, watch: [{ group: 'a', pattern }] })).toThrow(
    new RegExp(`^watch cannot use /.*${reason}`),
  );
  expect(() => createMonitor({ ...options, ignore: [pattern] })).toThrow(/^ignore cannot use/);
});

test.each([
  [/Serve\.PY/i, 'python3 serve.py'],
  [/^serve .*b$/s, 'serve a\nb'],
  [/^b$/m, 'a\nb'],
  [/\bserve\b/, 'vllm serve'],
  [/(?<name>serve)/, 'vllm serve'],
  [/[\s\S]serve/, 'vllm\nserve'],
  [/ü[^x]\u{1F600}/u, 'ü-\u{1F600}'],
  [/\/opt\/[\w-]+/, '/opt/my-server'],
  [/server/gy, 'my server'],
])('a pattern means the same as for RegExp: %s', (pattern, line) => {
  const linear = linearPattern(pattern);
  expect([linear.test(line), linear.test(line), linear.test('sleep 1')]).toEqual([true, true, false]);
});
