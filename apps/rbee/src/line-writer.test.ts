import { closeSync, openSync, writeSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineWriter } from './line-writer.ts';

/** A file that takes as many bytes as it has room for, and then fails with a code. */
function aFile(code = 'EAGAIN') {
  const file = { text: '', room: Number.POSITIVE_INFINITY };
  const lines = new LineWriter((bytes) => {
    const part = bytes.subarray(0, file.room);
    if (part.length === 0) throw Object.assign(new Error(code), { code });
    file.text += part.toString('latin1');
    file.room -= part.length;
    return part.length;
  });
  return { file, lines };
}

test.each(['ENOSPC', 'EIO', 'EPIPE', 'EAGAIN'])('%s costs the lines that cannot be written', (code) => {
  const { file, lines } = aFile(code);
  const recovered: unknown[] = [];
  lines.onRecovery = (...what) => recovered.push(what);
  file.room = 0;
  lines.write('a\n');
  lines.write('b\n');
  expect([file.text, lines.lost, recovered]).toEqual(['', 2, []]);
  file.room = 1_000;
  lines.write('c\n');
  lines.write('d\n');
  expect([file.text, lines.lost, recovered]).toEqual(['c\nd\n', 2, [[2, code]]]);
});

test('the line that reports lost lines may be lost itself', () => {
  const { file, lines } = aFile();
  lines.onRecovery = (lost) => lines.write(`${lost} lost\n`);
  file.room = 0;
  lines.write('a\n');
  file.room = 2;
  lines.write('b\n');
  expect([file.text, lines.lost]).toEqual(['b\n', 2]);
  file.room = 100;
  lines.write('c\n');
  expect(file.text).toBe('b\nc\n1 lost\n');
});

test('the text consists of whole lines, whatever room there is', () => {
  const steps = fc.array(fc.tuple(fc.nat(12), fc.string({ minLength: 1, maxLength: 8 })), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (written) => {
      const { file, lines } = aFile();
      const all = written.map(([room, text], number) => {
        const line = `${number}${text.replace(/[^a-z]/g, 'x')}\n`;
        file.room = room;
        lines.write(line);
        return line;
      });
      file.room = 1_000;
      lines.write('end\n');
      const whole = file.text.split(/(?<=\n)/);
      expect(whole.at(-1)).toBe('end\n');
      expect(all.filter((line) => whole.includes(line))).toEqual(whole.slice(0, -1));
      expect(lines.lost).toBe(all.length + 1 - whole.length);
    }),
  );
});

test.runIf(process.platform === 'linux')('a full disk', () => {
  const fd = openSync('/dev/full', 'w');
  const lines = new LineWriter((bytes) => writeSync(fd, bytes));
  lines.write('a\n');
  closeSync(fd);
  lines.write('b\n');
  expect(lines.lost).toBe(2);
});
