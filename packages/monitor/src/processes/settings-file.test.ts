import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createFiles, type Files } from '../files/index.ts';
import { createRecognition } from './recognition.ts';

/** Fields of a file that KoboldCpp saved, by its `config.py`. */
const SAVED = {
  model: [],
  model_param: '/models/Qwen3-8B-Q4_K_M.gguf',
  port: 5005,
  port_param: 5001,
  host: '',
  hordekey: 'planted-key',
  password: 'planted-password',
  istemplate: false,
};

const root = mkdtempSync(join(tmpdir(), 'rbee-settings-'));
const proc = join(root, 'proc');
afterAll(() => rmSync(root, { recursive: true }));

/** The files of a process with this command line, whose root folder has what `write` puts into it. */
function processWith(argv: readonly string[], write: (folder: string) => void): Files {
  const [directory, folder] = [join(proc, '70'), join(root, 'seen')];
  rmSync(directory, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'srv'), { recursive: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'cmdline'), argv.map((it) => `${it}\0`).join(''));
  writeFileSync(join(directory, 'environ'), '');
  symlinkSync(folder, join(directory, 'root'));
  symlinkSync('/srv', join(directory, 'cwd'));
  write(folder);
  return createFiles();
}

function told(files: Files) {
  const stat = { command: 'koboldcpp', parentPid: 1, session: 1, alive: true, leaderless: false };
  const numbers = { cpuTicks: 0, reapedTicks: 0, startTicks: 5, stackStart: '9000' };
  const { identity, doubt } = createRecognition(files, proc)(70, { ...stat, ...numbers });
  const { ports, addressed, model } = identity ?? {};
  return { port: ports?.[0], addressed, model: model?.is === 'named' ? model.name : model, doubt };
}

const save = (json: unknown) => (folder: string) =>
  writeFileSync(join(folder, 'srv/a.kcpps'), typeof json === 'string' ? json : JSON.stringify(json));

describe.runIf(process.platform === 'linux')("KoboldCpp's files of settings", () => {
  test.each([
    [['koboldcpp', '--config', '/srv/a.kcpps']],
    [['python3', 'koboldcpp.py', '--config=a.kcpps']],
    [['koboldcpp', './a.kcpps']],
  ])('%j names its model and its port', (argv) => {
    expect(told(processWith(argv, save(SAVED)))).toEqual({
      ...{ port: 5005, addressed: true, model: 'Qwen3-8B-Q4_K_M', doubt: null },
    });
  });

  test.each([
    [
      { ...SAVED, model_param: '', model: ['https://hf.co/o/n-GGUF/resolve/main/n-Q4_0.gguf?download=true'] },
      'o/n-GGUF:Q4_0',
    ],
    [{ ...SAVED, model_param: null, model: '/m/b.gguf' }, 'b'],
  ])('%j names %s', (json, model) => {
    expect(told(processWith(['koboldcpp', 'a.kcpps'], save(json))).model).toBe(model);
  });

  test('a port that was given without an option goes before the other one', () => {
    const files = processWith(['koboldcpp', 'a.kcpps'], save({ ...SAVED, port: 5001, port_param: 5002 }));
    expect(told(files).port).toBe(5002);
  });

  test('arguments go before the file', () => {
    const argv = ['koboldcpp', '--config', 'a.kcpps', '--model', 'c.gguf', '--port', '5009'];
    expect(told(processWith(argv, save(SAVED)))).toMatchObject({ port: 5009, model: 'c' });
  });

  test.each([
    '',
    '{',
    '[]',
    'null',
    '"text"',
    '{"model_param":7,"port":"x","model":{}}',
    ' '.repeat(2 ** 20 + 1),
  ])('a file that is none of KoboldCpp names nothing', (text) => {
    expect(told(processWith(['koboldcpp', 'a.kcpps'], save(text)))).toMatchObject({
      port: 5001,
      addressed: false,
      model: { is: 'unknown', why: 'not_named' },
    });
  });

  test.each<[string, (path: string) => void]>([
    ['a FIFO', (path) => execFileSync('mkfifo', [path])],
    ['a link', (path) => symlinkSync(join(root, 'outside'), path)],
    ['a folder', (path) => mkdirSync(path)],
    ['a device', (path) => symlinkSync('/dev/zero', path)],
    ['no file', () => {}],
  ])('%s is not read', (_, make) => {
    writeFileSync(join(root, 'outside'), JSON.stringify(SAVED));
    const files = processWith(['koboldcpp', 'a.kcpps'], (folder) => make(join(folder, 'srv/a.kcpps')));
    expect(told(files).model).toMatchObject({ is: 'unknown', why: 'not_named' });
  });

  test('a file that is not named like one of KoboldCpp is not read: only the process may have the right to', () => {
    const write = (folder: string) => writeFileSync(join(folder, 'srv/a.json'), JSON.stringify(SAVED));
    const files = processWith(['koboldcpp', '--config', '/srv/a.json'], write);
    const refusing: Files = { ...files, foreign: () => expect.unreachable() };
    expect(told(refusing).model).toMatchObject({ is: 'unknown', why: 'not_named' });
  });

  test('[W2] a file that may not be read leaves the model unknown for that reason', () => {
    const files = processWith(['koboldcpp', '/srv/a.kcpps'], save(SAVED));
    const refusing: Files = { ...files, foreign: () => ({ ok: false, refusal: 'permission' }) };
    expect(told(refusing)).toMatchObject({
      model: { is: 'unknown', reason: 'permission' },
      doubt: 'environment',
    });
  });
});
