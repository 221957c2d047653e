import { stripVTControlCharacters } from 'node:util';
import { aGpu, aNode, anEngine, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameOf } from './frame.ts';
import { noPaint, palette } from './palette.ts';
import { aFleet, aHive, aScene, aScreen } from './testing/a-fleet.ts';
import { textWidth } from './text-width.ts';

const WIDE = { columns: 160, rows: 12 };
const linesOf = (
  ...[scene, size = WIDE]: [Parameters<typeof frameOf>[0], { columns: number; rows: number }?]
) => frameOf(scene, size, noPaint).frame.lines.map(({ text }) => text.trimEnd());

const WORKERS = [
  aWorker({ instance: '8080', cpu_pct: 250, engine: anEngine({ requests_running: 3 }), uptime_s: 3_725 }),
  aWorker({ instance: '8081', gpu_util_pct: 0, vram_mb: 0, total_vram_mb: 0, model: null, cpu_busy: false }),
  aWorker({
    instance: '8082',
    gpu_util_pct: 0,
    unknown: { gpu_util_pct: 'mig', vram_mb: 'permission', engine: 'timeout' },
  }),
  aWorker({ instance: '8083', partial: { vram_mb: 'unreadable_gpus' }, at_most: { rss_mb: 'not_measured' } }),
];

test('a worker is a row with its figures, in the units of the head', () => {
  const [, , , , head = '', row = ''] = linesOf(aScene(aFleet([aHive({ workers: WORKERS })])));
  expect(head.split(/\s+/)).toEqual(
    'STATE HIVE^ WORKER MODEL ENGINE GPU VRAM CPU MEM TOK/S RUN WAIT CTX UP'.split(' '),
  );
  expect(row.split(/\s+/)).toEqual(
    'busy gpu-1 llm/8080 llama-3.2-1b vllm 0.11.0 86% 4.0G 2.5 2.0G 43 3 0 13% 1h2m'.split(' '),
  );
});

test('what is not known is ?, what does not exist is -, and bounds are bounds', () => {
  const [, , , , , , noGpu, unknown, bounded] = linesOf(aScene(aFleet([aHive({ workers: WORKERS })])));
  expect(noGpu?.split(/\s+/)).toEqual('idle gpu-1 llm/8081 - - - - 0 2.0G - - - - 5m'.split(' '));
  expect(unknown?.split(/\s+/)).toEqual(
    'idle gpu-1 llm/8082 llama-3.2-1b ? ? ? 0 2.0G ? ? ? ? 5m'.split(' '),
  );
  expect(bounded).toMatch(/>4\.0G .* <2\.0G/);
});

test('of a silent hive nothing is claimed but since when it is silent; a late one is grey', () => {
  const hives = [
    aHive({ hive_id: 'a', health: 'down', workers: WORKERS.slice(0, 1) }),
    aHive({ hive_id: 'b', health: 'degraded', workers: WORKERS.slice(0, 1) }),
  ];
  const scene = aScene(aFleet(hives));
  const [, , , , , silent, late] = linesOf(scene);
  expect(silent).toMatch(/^silent +a +llm\/8080 .* stopped reporting 13 s ago$/);
  expect(silent).not.toContain('%');
  expect(late).toMatch(/^late 13s +b .* 86% /);
  const grey = frameOf(scene, WIDE, palette(4)).frame.lines[6]?.text ?? '';
  expect(grey).toContain('\x1b[90m');
  expect(grey).not.toContain('\x1b[36m');
  const asHives = linesOf(aScene(aFleet(hives), aScreen({ view: 'hives' })));
  expect(asHives[5]).toMatch(/^silent +a +stopped reporting 13 s ago$/);
});

test('without a connection everybody is late, and the head says it with its age', () => {
  const fleet = aFleet([aHive({ workers: WORKERS })], {
    connection: { state: 'offline', attempt: 2, error: 'No answer.', retryAt: 3_000, skippedFrames: 0 },
  });
  const scene = { ...aScene(fleet), now: 8_000 };
  const lines = linesOf(scene);
  expect(lines[0]).toBe(
    'rbee top  http://q  not connected, last beat 7 s ago, next attempt in 3 s  No answer.',
  );
  expect(lines[1]).toBe('Workers  0 busy, 0 idle, 4 late');
  expect(lines[5]).toMatch(/^late 20s/);
});

test('the head sums what is known, and says of how many', () => {
  const gpus = [aGpu(), aGpu({ uuid: 'GPU-1', unknown: { vram_used_mb: 'permission', util_pct: 'mig' } })];
  const hive = aHive({ node: aNode({ gpus }), workers: WORKERS });
  const lines = linesOf(aScene(aFleet([hive])));
  expect(lines.slice(0, 4)).toEqual([
    'rbee top  http://q  live, beat 0 s ago',
    'Workers  2 busy, 2 idle',
    'Hives    1 reporting',
    'VRAM 20G of 48G (1 of 2)   GPU 93% (1 of 2)   43 tok/s   0 waiting   697 W',
  ]);
});

test('a hive is a row with its sums; > is at least so much', () => {
  const hive = aHive({ node: aNode({ gpus: [aGpu()], cpu_pct: 250 }), workers: WORKERS });
  const lines = linesOf(aScene(aFleet([hive]), aScreen({ view: 'hives' })));
  expect(lines[5]?.split(/\s+/)).toEqual('reporting gpu-1 4 2 93% 20G 2.5 4.0G 43 3 0 349 W'.split(' '));
});

test('a filter is shown with the place of what is wrong with it, and its cursor', () => {
  const edit = { text: 'llama state:bsy', cursor: 15, before: '' };
  const scene = aScene(aFleet([aHive({ workers: WORKERS })]), aScreen({ filter: edit.text, edit }));
  const { frame } = frameOf(scene, WIDE, noPaint);
  expect(frame.lines.slice(4, 7).map(({ text }) => text)).toEqual([
    'Filter: llama state:bsy',
    '              ^^^^^^^^^',
    'state:bsy: states are busy, idle, starting, sleeping, stuck, unknown, late, silent.',
  ]);
  expect(frame.cursor).toEqual({ row: 4, column: 23 });
});

test('an empty table says why', () => {
  expect(linesOf(aScene(aFleet([])))).toContain('No hive reports to this queen. Start one with rbee hive.');
  expect(linesOf(aScene(aFleet([aHive()])))).toContain('No hive has a worker.');
  const filtered = aScene(aFleet([aHive({ workers: WORKERS })]), aScreen({ filter: 'state:stuck' }));
  expect(linesOf(filtered)).toContain('No worker fits the filter.');
  expect(linesOf(aScene(aFleet([], { queen: null, beatAt: undefined })))).toContain('Waiting for the queen.');
});

test('a narrow terminal leaves columns out, the last ones first', () => {
  const scene = aScene(aFleet([aHive({ workers: WORKERS })]));
  expect(linesOf(scene, { columns: 80, rows: 12 })[4]).toMatch(
    /^STATE +HIVE\^ +WORKER +MODEL +GPU +VRAM +TOK\/S +RUN +WAIT$/,
  );
  expect(linesOf(scene, { columns: 40, rows: 20 }).find((line) => line.startsWith('STATE'))).toMatch(
    /^STATE +HIVE\^ +WORKER$/,
  );
});

/** SGR, as the palette writes it. */
const COLOUR = /␛\[[\d;]*m/g;
/** Control characters, marks, directions, halves of characters and wide ones. */
const UNITS = fc.oneof(fc.nat(0x23ff), fc.constantFrom(0x1b, 0x9b, 0x202e, 0x6a21, 0xd83d, 0xde00));
const NASTY = fc.array(UNITS, { minLength: 1, maxLength: 40 }).map((units) => String.fromCharCode(...units));

test('whatever names are, a frame fits its terminal and has no control character but colours', () => {
  const sizes = fc.record({
    columns: fc.integer({ min: 1, max: 170 }),
    rows: fc.integer({ min: 1, max: 30 }),
  });
  fc.assert(
    fc.property(NASTY, NASTY, fc.boolean(), sizes, (name, filter, isHives, size) => {
      const worker = aWorker({
        group: name,
        instance: name,
        model: name,
        engine: anEngine({ kind: 'vllm', version: name }),
      });
      const edit = { text: filter, cursor: filter.length, before: '' };
      const screen = aScreen({ filter, edit, view: isHives ? 'hives' : 'workers' });
      const connection = {
        state: 'offline' as const,
        attempt: 1,
        error: name,
        retryAt: null,
        skippedFrames: 0,
      };
      const fleet = aFleet([aHive({ hive_id: name, workers: [worker] })], { connection });
      const { frame } = frameOf(aScene(fleet, screen), size, palette(8));
      expect(frame.lines.length).toBe(size.rows);
      for (const { text, width } of frame.lines) {
        const seen = text.replaceAll('\x1b', '␛').replaceAll(COLOUR, '');
        expect(seen).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}␛]/u);
        expect(textWidth(stripVTControlCharacters(text))).toBe(width);
        expect(width).toBeLessThanOrEqual(size.columns);
      }
    }),
    { numRuns: 60 },
  );
});

test('the help explains keys, filter and signs, and is scrolled', () => {
  const scene = aScene(aFleet([]), aScreen({ isHelp: true }));
  const all = linesOf(scene, { columns: 100, rows: 60 }).join(' ');
  for (const words of ['Ctrl-Z', 'Keys with a colon: model, hive', 'could not be read is ?'])
    expect(all).toContain(words);
  const { frame, extent } = frameOf(
    { ...scene, screen: aScreen({ isHelp: true, first: 5 }) },
    { columns: 100, rows: 10 },
    noPaint,
  );
  expect(extent.page).toBe(8);
  expect(frame.lines[1]?.text).toMatch(/^Down Up/);
});
