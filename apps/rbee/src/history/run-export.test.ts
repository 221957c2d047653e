import { Writable } from 'node:stream';
import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../command-line/index.ts';
import { aMachine } from '../testing/a-machine.ts';
import { runExport } from './run-export.ts';
import { type Sink, streamSink } from './sink.ts';
import { MINUTE, someFiles } from './testing/some-files.ts';

const at = (seconds: number) => new Date(MINUTE + seconds * 1_000).toISOString();

/** What `rbee history export` with these flags writes. */
async function exported(
  flags: string,
  {
    more = {},
    files = someFiles(),
    sink,
  }: {
    more?: Partial<Parameters<typeof runExport>[2]>;
    files?: ReturnType<typeof someFiles>;
    sink?: Sink;
  } = {},
) {
  const args = ['history', 'export', ...flags.split(' ').filter(Boolean)];
  const line = parseCommandLine(args, { environment: {}, machine: aMachine(), version: '1' });
  if (line.kind !== 'history export') throw new Error(JSON.stringify(line));
  const pieces: Buffer[] = [];
  const output = new Writable({
    write: (piece: Buffer, _, done) => {
      pieces.push(piece);
      setImmediate(done);
    },
  });
  const opened: (string | undefined)[] = [];
  const outcome = await runExport(line.settings, files, {
    openSink: (path) => {
      opened.push(path);
      return sink ?? streamSink(output);
    },
    now: MINUTE + 3_600_000,
    stop: new AbortController().signal,
    isTerminal: false,
    ...more,
  });
  const bytes = Buffer.concat(pieces);
  return { outcome, opened, bytes, text: bytes.toString() };
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test('what was not reported has no row, what is unknown a row with its reason, and zero is a value', async () => {
  const { outcome, text } = await exported('--hive a --worker llm/8080 --field vram_mb');
  expect(outcome).toEqual({ code: 0 });
  const worker = { hive_id: 'a', kind: 'worker', group: 'llm', instance: '8080', pid: 7 };
  const model = 'a "model", with\nall';
  const use = { ...worker, kind: 'use', gpu_uuid: 'GPU-0' };
  expect(linesOf(text)).toEqual([
    { time: at(0), ...worker, model, field: 'vram_mb', value: 0 },
    { time: at(1), ...worker, model, field: 'vram_mb', value: null, unknown: 'mig' },
    { time: at(3), ...worker, model, field: 'vram_mb', value: 5 },
    { time: at(0), ...use, model, field: 'vram_mb', value: 0 },
    { time: at(1), ...use, model, field: 'vram_mb', value: 0 },
  ]);
});

test('without a selection all hives, machines, GPUs and workers are exported', async () => {
  const rows = linesOf((await exported('')).text);
  expect(rows).toHaveLength(2 * 9);
  expect(new Set(rows.map((row) => `${row.hive_id} ${row.kind} ${row.field}`))).toEqual(
    new Set(
      ['a', 'b'].flatMap((hive) =>
        ['node cpu_pct', 'gpu power_w', 'worker vram_mb', 'use vram_mb'].map((it) => `${hive} ${it}`),
      ),
    ),
  );
});

test('a range and a GPU are a part of it', async () => {
  const { text } = await exported(`--from ${at(1)} --to ${at(2)} --gpu GPU-0 --hive b`);
  expect(linesOf(text).map((row) => [row.time, row.kind, row.value])).toEqual([
    [at(1), 'gpu', 310],
    [at(1), 'use', 0],
  ]);
  expect(linesOf((await exported('--gpu GPU-1')).text)).toEqual([]);
});

test('CSV is that of RFC 4180, with a header', async () => {
  const { text } = await exported('--format csv --hive a --worker llm/8080 --to 2025-10-30T20:15:02Z');
  expect(text.split('\r\n')).toEqual([
    'time,hive_id,kind,group,instance,pid,model,gpu_uuid,field,value,unknown',
    `${at(0)},a,worker,llm,8080,7,"a ""model"", with\nall",,vram_mb,0,`,
    `${at(1)},a,worker,llm,8080,7,"a ""model"", with\nall",,vram_mb,,mig`,
    `${at(0)},a,use,llm,8080,7,"a ""model"", with\nall",GPU-0,vram_mb,0,`,
    `${at(1)},a,use,llm,8080,7,"a ""model"", with\nall",GPU-0,vram_mb,0,`,
    '',
  ]);
  expect((await exported('--format csv --gpu GPU-1')).text).toMatch(/^time,.*,unknown\r\n$/);
});

test('a rolled-up tier has the smallest, mean and largest value, and how many there are', async () => {
  const { text } = await exported('--tier 1m --hive a');
  expect(linesOf(text)).toMatchObject([
    { kind: 'node', mean: 2, min: 1, max: 3, count: 2, unknown_count: 0, expected: 60 },
    { kind: 'worker', mean: 0, min: 0, max: 0, count: 1, unknown_count: 2, unknown: 'mig' },
    { kind: 'use', mean: null, min: null, max: null, count: 0, unknown_count: 2, unknown: 'mig' },
  ]);
});

test('Parquet has the same rows', async () => {
  const flags = '--hive a --worker llm/8080 --field vram_mb';
  const { bytes } = await exported(`${flags} --format parquet`);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const rows = await parquetReadObjects({ file });
  const lines = linesOf((await exported(flags)).text);
  expect(rows).toHaveLength(lines.length);
  expect(
    rows.map((row) => ({ ...row, time: (row['time'] as Date).toISOString(), pid: Number(row['pid']) })),
  ).toEqual(lines.map((line) => ({ gpu_uuid: null, unknown: null, ...line })));
});

test('Parquet of many rows has several groups, and no rows are a valid file', async () => {
  const hives = Array.from({ length: 6_000 }, (_, n) => `hive-${n}`);
  const { bytes } = await exported('--format parquet', { files: someFiles({ hives: () => hives }) });
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const rows = await parquetReadObjects({ file, columns: ['hive_id', 'value'] });
  expect(rows).toHaveLength(6_000 * 9);
  expect(rows.at(-1)).toEqual({ hive_id: 'hive-5999', value: 0 });
  const empty = (await exported('--format parquet --gpu GPU-1')).bytes;
  const none = empty.buffer.slice(empty.byteOffset, empty.byteOffset + empty.length) as ArrayBuffer;
  expect(await parquetReadObjects({ file: none })).toEqual([]);
});

test('the ending of the file says the format', async () => {
  expect((await exported('--output a.csv --hive a')).text).toMatch(/^time,/);
  expect((await exported('--output a.PARQUET --hive a')).text).toMatch(/^PAR1/);
  expect((await exported('--output a.csv --format ndjson --hive a')).opened).toEqual(['a.csv']);
});

test.each([
  ['--from now', {}, 'rbee history export: --from must be before --to.', 2],
  [
    '--format parquet',
    { isTerminal: true },
    'rbee history export: a Parquet file is no text for a terminal; name a file with --output.',
    2,
  ],
])('%s is refused with one sentence', async (flags, more, sentence, code) => {
  expect(await exported(flags, { more })).toMatchObject({
    outcome: { code, sentence },
    opened: [],
    text: '',
  });
});

test('an output that cannot be written, a damaged file and a stop are one sentence each', async () => {
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  let abandoned = 0;
  const sink = {
    write: () => Promise.reject(full),
    finish: async () => {},
    abandon: async () => {
      abandoned += 1;
    },
  };
  expect((await exported('--output a.csv', { sink })).outcome).toEqual({
    code: 1,
    sentence: 'rbee history export: a.csv cannot be written (ENOSPC).',
  });
  expect(abandoned).toBe(1);
  const files = someFiles({ problems: ['seconds-2025-10-30.db cannot be read: it is damaged'] });
  expect((await exported('', { files })).outcome).toMatchObject({ code: 1 });
  expect((await exported('', { more: { stop: AbortSignal.abort() } })).outcome).toEqual({
    code: 1,
    sentence: 'rbee history export: it was stopped before everything was written.',
  });
});
