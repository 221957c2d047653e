import { expect, test } from 'vitest';
import { createFiles, type Files } from '../files/index.ts';
import type { ProcessStat } from './process-texts.ts';
import { createRecognition, isNoWorker, isStillValid, type Remembered } from './recognition.ts';

const STAT: ProcessStat = {
  command: 'vllm',
  parentPid: 1,
  session: 1,
  alive: true,
  leaderless: false,
  cpuTicks: 0,
  reapedTicks: 0,
  startTicks: 5,
  stackStart: '9000',
};

/** A process whose command line changes, with a count of how often it was read. */
function watching(texts: { cmdline: string; environ?: string }, refused = false) {
  const reads: string[] = [];
  const refusing = { now: refused };
  const files: Files = {
    ...createFiles(),
    text: (path) => {
      const name = path.replace(/.*\//, '') as 'cmdline' | 'environ';
      reads.push(name);
      return name === 'environ' && refusing.now
        ? { ok: false, refusal: 'permission' }
        : { ok: true, value: texts[name] ?? '' };
    },
    link: () => (refusing.now ? { ok: false, refusal: 'permission' } : { ok: true, value: 'net:[1]' }),
  };
  const recognise = createRecognition(files, '/proc');
  let before: Remembered | undefined;
  return {
    reads,
    refusing,
    look: (more: Partial<ProcessStat> = {}, retry = false) => {
      const stat = { ...STAT, ...more };
      if (!before || !isStillValid(before, stat, retry)) before = recognise(70, stat, before);
      return before;
    },
  };
}

const line = (...argv: string[]) => argv.map((it) => `${it}\0`).join('');

test('a command line is read once per program, and again after an exec', () => {
  const texts = { cmdline: line('bash', 'x.sh') };
  const { look, reads } = watching(texts);
  expect(look().role).toBe('script');
  look();
  expect(reads).toEqual(['cmdline']);
  texts.cmdline = line('vllm', 'serve', 'o/n');
  expect(look({ stackStart: '9001' }).role).toBe('server');
  expect(look({ stackStart: '9001' }).identity?.model).toEqual({ is: 'named', name: 'o/n' });
  expect(reads).toEqual(['cmdline', 'cmdline']);
});

test('a server that changes its title stays a server, unless the title is that of a part', () => {
  const texts = { cmdline: line('vllm', 'serve', 'o/n') };
  const { look } = watching(texts);
  look();
  texts.cmdline = line('VLLM::APIServer');
  expect(look({ command: 'VLLM::APIServer' })).toMatchObject({ role: 'server', command: 'VLLM::APIServer' });
  texts.cmdline = line('VLLM::EngineCore');
  expect(look({ command: 'VLLM::EngineCor' })).toMatchObject({ role: 'part', identity: null });
});

test('a process that was read before its exec is read once more', () => {
  const texts = { cmdline: '' };
  const { look, reads } = watching(texts);
  expect(isNoWorker(look())).toBe(false);
  texts.cmdline = line('vllm', 'serve', 'o/n');
  expect(look().role).toBe('server');
  look();
  expect(reads).toHaveLength(2);
});

test('a process without arguments is not read again after three attempts', () => {
  const { look, reads } = watching({ cmdline: '' });
  for (let at = 0; at < 5; at += 1) look();
  expect(reads).toHaveLength(3);
  expect(isNoWorker(look())).toBe(true);
});

test('a command line without a final NUL is read again before the role is final', () => {
  const whole = line('vllm', 'serve', 'org/name', '--port', '8001');
  const texts = { cmdline: whole.slice(0, 14) };
  const { look, reads } = watching(texts);
  expect(look().identity?.model).toEqual({ is: 'named', name: 'org' });
  texts.cmdline = whole;
  expect(look().identity).toMatchObject({ ports: [8001], model: { is: 'named', name: 'org/name' } });
  look();
  expect(reads).toHaveLength(2);
});

test('a doubtful command line is read three times, and again when a later sample asks for it', () => {
  const texts = { cmdline: 'vllm\0ser' };
  const { look, reads } = watching(texts);
  for (let at = 0; at < 5; at += 1) look();
  expect(reads).toHaveLength(3);
  expect(isNoWorker(look())).toBe(true);
  texts.cmdline = line('vllm', 'serve', 'o/n');
  expect(look({}, true).role).toBe('server');
  look({}, true);
  expect(reads).toHaveLength(4);
});

test('a title without a final NUL does not change the role of a server', () => {
  const texts = { cmdline: line('vllm', 'serve', 'o/n') };
  const { look } = watching(texts);
  look();
  texts.cmdline = 'my title';
  for (let at = 0; at < 5; at += 1) expect(look({ command: 'my title' }).role).toBe('server');
});

test('[W2] an environment that becomes readable later is read then', () => {
  const texts = { cmdline: line('llama-server'), environ: line('LLAMA_ARG_ALIAS=nice') };
  const { look, refusing } = watching(texts, true);
  for (let at = 0; at < 5; at += 1) look();
  refusing.now = false;
  expect(look().identity?.model).toEqual({ is: 'unknown', reason: 'permission' });
  expect(look({}, true).identity?.model).toEqual({ is: 'named', name: 'nice' });
});

test('if the stack address may not be read, a new process is read twice, because it may have been read before its exec', () => {
  const texts = { cmdline: line('vllm', 'serve', 'o/n') };
  const { look, reads } = watching(texts);
  expect(look({ stackStart: '0' }).role).toBe('server');
  texts.cmdline = line('sleep', '9');
  expect(look({ stackStart: '0' }).role).toBe('other');
  look({ stackStart: '0' });
  expect(reads).toHaveLength(2);
});

test('[W2] a process whose private files may not be read is marked as unreadable, and its model is unknown for that reason', () => {
  const refused = watching({ cmdline: line('llama-server') }, true).look();
  expect(refused).toMatchObject({
    readable: false,
    identity: { model: { is: 'unknown', reason: 'permission' } },
  });
  const open = watching({ cmdline: line('llama-server'), environ: line('LLAMA_ARG_ALIAS=nice') }).look();
  expect(open).toMatchObject({ readable: true, identity: { model: { is: 'named', name: 'nice' } } });
});

/** Recognises a process whose first argument may differ from the name of its file. */
const runBy = (executable: string, ...argv: string[]) => {
  const files: Files = {
    ...createFiles(),
    text: (path) => ({ ok: true, value: path.endsWith('/cmdline') ? line(...argv) : '' }),
    link: (path) => ({ ok: true, value: path.endsWith('/exe') ? executable : 'net:[1]' }),
  };
  return createRecognition(files, '/proc')(70, STAT);
};

test.each([
  ['a symbolic link', '/opt/llama.cpp/llama-server', ['/usr/local/bin/chat', '-m', 'a.gguf'], 'a'],
  ['exec -a', '/usr/bin/python3.12', ['my chat', '-m', 'sglang.launch_server', '--model', 'o/n'], 'o/n'],
  ['a file that was replaced', '/opt/llama-server (deleted)', ['chat', '-m', 'a.gguf'], 'a'],
  ['a link to a loader', '/lib/ld-linux-x86-64.so.2', ['chat', '/opt/llama-server', '-m', 'a.gguf'], 'a'],
])('the file that a process runs tells what it is, whatever its name: %s', (_, executable, argv, name) => {
  expect(runBy(executable, ...argv)).toMatchObject({ role: 'server', identity: { model: { name } } });
});

test('a part is recognised by its file, too', () => {
  expect(runBy('/usr/bin/ollama', 'runner-1', 'runner', '--model', 'x').part?.kind).toBe('ollama');
});

test('the name of a file alone makes no server', () => {
  expect(runBy('/usr/bin/ollama', 'chat', 'run', 'llama3').role).toBe('other');
  expect(runBy('/usr/bin/python3.12', 'chat', 'x.py').role).toBe('other');
});
