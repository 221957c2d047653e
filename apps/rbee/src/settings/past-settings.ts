// Every command loads the settings, also a hive, for which the whole history would be 17 MiB.
import { FIELDS, type FieldName } from '@rbee/history/fields';
import { readTime, TIME_EXPECTED } from '@rbee/history/read-time';
import { historySettings } from './history-settings.ts';
import { file, hiveId, oneOf, workerName } from './readers.ts';
import { list, optional, type Reader, single, toggle, type ValuesOf } from './setting.ts';
import type { Machine } from './tables.ts';

const dataSetting = (machine: Machine) => ({ data: historySettings(machine).data });

/** A time, as its text: what is relative counts from when it is used. */
const time: Reader<string> = {
  parse: (text) => (readTime(text, Date.UTC(2000, 0)) === undefined ? undefined : text),
  expected: TIME_EXPECTED,
};

const FIELD_NAMES = [...new Set(Object.values(FIELDS).flatMap((fields) => Object.keys(fields)))];

const field: Reader<FieldName> = oneOf(...(FIELD_NAMES as FieldName[]));

const uuid: Reader<string> = {
  parse: (text) => (text.trim() === '' ? undefined : text),
  expected: 'the uuid of a GPU, as the page shows it',
};

/** Settings of `rbee history info`. */
export const historyInfoTable = (machine: Machine) => ({
  ...dataSetting(machine),
  json: toggle(false, { flag: '--json', about: 'print it as JSON' }),
});

/** Settings of `rbee history export`. */
export const historyExportTable = (machine: Machine) => ({
  ...dataSetting(machine),
  hives: list(hiveId, { flag: '--hive <name>', about: 'export only this hive (repeatable)' }),
  worker: optional(workerName, {
    flag: '--worker <group/instance>',
    about: 'export only this worker, and what it uses of each GPU',
  }),
  gpu: optional(uuid, {
    flag: '--gpu <uuid>',
    about: 'export only this GPU, and what each worker uses of it',
  }),
  fields: list(field, {
    flag: '--field <name>',
    about: 'export only this figure, such as vram_mb (repeatable)',
  }),
  from: single(time, '-24h', {
    flag: '--from <time>',
    about: 'start of the range, such as -15m or 2025-10-30T20:15:30Z',
  }),
  to: single(time, 'now', { flag: '--to <time>', about: 'end of the range' }),
  tier: single(oneOf('1s', '1m', '15m'), '1s', {
    flag: '--tier <tier>',
    about:
      'each second (1s), or the smallest, mean and largest value of each minute (1m) or quarter of an hour (15m)',
  }),
  format: optional(oneOf('ndjson', 'csv', 'parquet'), {
    flag: '--format <format>',
    about: 'ndjson, csv or parquet',
    shown: 'by the ending of the file, else ndjson',
  }),
  output: optional(file, {
    flag: '--output <file>',
    about: 'file to write; it is replaced if it is there',
    shown: 'standard output',
  }),
});

/** Settings of `rbee history prune`. */
export const historyPruneTable = (machine: Machine) => ({
  ...dataSetting(machine),
  before: single(time, '', {
    flag: '--before <time>',
    about: 'remove everything before this time, such as -30d or 2025-10-30T00:00:00Z',
    shown: '',
  }),
});

/** Values of the settings of `rbee history info`. */
export type HistoryInfoSettings = ValuesOf<ReturnType<typeof historyInfoTable>>;

/** Values of the settings of `rbee history export`. */
export type HistoryExportSettings = ValuesOf<ReturnType<typeof historyExportTable>>;

/** Values of the settings of `rbee history prune`; without one, `before` is empty. */
export type HistoryPruneSettings = ValuesOf<ReturnType<typeof historyPruneTable>>;
