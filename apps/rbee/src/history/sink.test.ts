import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { fileSink, streamSink } from './sink.ts';

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-export-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a file has its name once it is complete, and only its owner can read it', async () => {
  const path = join(aFolder(), 'a.csv');
  writeFileSync(path, 'old');
  const sink = fileSink(path);
  await sink.write('new\n');
  await sink.write(Buffer.from('bytes'));
  expect(readFileSync(path, 'utf8')).toBe('old');
  await sink.finish();
  expect(readFileSync(path, 'utf8')).toBe('new\nbytes');
  expect([statSync(path).mode & 0o777, existsSync(`${path}.part`)]).toEqual([0o600, false]);
});

test('of a file that is abandoned nothing stays', async () => {
  const path = join(aFolder(), 'a.csv');
  const sink = fileSink(path);
  await sink.write('half');
  await sink.abandon();
  expect([existsSync(path), existsSync(`${path}.part`)]).toEqual([false, false]);
});

test('a folder that is not there is an error of the system', async () => {
  const sink = fileSink(join(aFolder(), 'none', 'a.csv'));
  const written = async () => {
    await sink.write('x');
    await sink.finish();
  };
  await expect(written()).rejects.toMatchObject({ code: 'ENOENT' });
  await sink.abandon();
});

test('a stream is written no faster than it is read', async () => {
  const waiting: (() => void)[] = [];
  const stream = new Writable({
    highWaterMark: 4,
    write: (_piece, _encoding, done) => void waiting.push(done),
  });
  const sink = streamSink(stream);
  let isWritten = false;
  const write = sink.write('longer than that').then(() => {
    isWritten = true;
  });
  await Promise.resolve();
  expect(isWritten).toBe(false);
  waiting.shift()?.();
  await write;
  expect(isWritten).toBe(true);
});

test('a reader that has gone ends the writing', async () => {
  const gone = Object.assign(new Error('gone'), { code: 'EPIPE' });
  const stream = new Writable({ highWaterMark: 1, write: (_piece, _encoding, done) => done(gone) });
  await expect(streamSink(stream).write('more')).rejects.toBe(gone);
});
