import { extname } from 'node:path';
import { type EntityKind, FIELDS, type FieldName, readTime } from '@rbee/history';
import type { Outcome } from '../outcome.ts';
import type { HistoryExportSettings } from '../settings/index.ts';
import type { HistoryFiles } from './history-files.ts';
import { type Column, columnsOf, rowsOf, type Selection } from './rows.ts';
import type { Sink } from './sink.ts';
import { csv, ndjson, type RowEncoder } from './text-formats.ts';

/** What an export needs from its process. */
export interface ExportEdges {
  /** Opens what is written to: a file, or standard output without one. */
  readonly openSink: (path: string | undefined) => Sink;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly stop: AbortSignal;
  /** True if standard output is a terminal. */
  readonly isTerminal: boolean;
}

/** Writes a part of the history as a table. */
export async function runExport(
  settings: HistoryExportSettings,
  files: HistoryFiles,
  edges: ExportEdges,
): Promise<Outcome> {
  const range = rangeOf(settings, edges.now);
  if (range.from >= range.to) return failed('--from must be before --to.', 2);
  const format = formatOf(settings);
  if (format === 'parquet' && settings.output === undefined && edges.isTerminal)
    return failed('a Parquet file is no text for a terminal; name a file with --output.', 2);
  const selection = { ...range, ...selectionOf(settings) };
  const encoder = await encoderOf(format, columnsOf(settings.tier));
  const sink = edges.openSink(settings.output);
  try {
    for (const rows of rowsOf(files, selection)) {
      if (edges.stop.aborted) {
        await sink.abandon();
        return failed('it was stopped before everything was written.');
      }
      await sink.write(encoder.add(rows));
    }
    await sink.write(encoder.end());
    await sink.finish();
  } catch (error) {
    await sink.abandon();
    return failed(sentenceOf(error, settings.output));
  }
  const [problem] = files.problems;
  return problem === undefined ? { code: 0 } : failed(problem);
}

const failed = (sentence: string, code = 1): Outcome => ({
  code,
  sentence: `rbee history export: ${sentence}`,
});

/** Throws an error that is not one of the system. */
function sentenceOf(error: unknown, output = 'standard output'): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return `${output} cannot be written (${code}).`;
}

function rangeOf({ from, to }: HistoryExportSettings, now: number) {
  return { from: readTime(from, now) ?? now, to: readTime(to, now) ?? now };
}

type Format = NonNullable<HistoryExportSettings['format']>;

function formatOf({ format, output = '' }: HistoryExportSettings): Format {
  const endings: Readonly<Record<string, Format>> = { '.csv': 'csv', '.parquet': 'parquet' };
  return format ?? endings[extname(output).toLowerCase()] ?? 'ndjson';
}

/** The library is loaded only when it is needed. */
async function encoderOf(format: Format, columns: readonly Column[]): Promise<RowEncoder> {
  if (format !== 'parquet') return format === 'csv' ? csv(columns) : ndjson(columns);
  const { parquet } = await import('./parquet-format.ts');
  return parquet(columns);
}

const KINDS = Object.keys(FIELDS) as EntityKind[];
const ALL_FIELDS = [...new Set(KINDS.flatMap((kind) => Object.keys(FIELDS[kind]) as FieldName[]))];

function selectionOf(settings: HistoryExportSettings): Omit<Selection, 'from' | 'to'> {
  const { worker, gpu, fields, hives, tier } = settings;
  const [group = '', instance = ''] = worker?.split('/') ?? [];
  return {
    tier,
    hives,
    want: {
      kinds: KINDS.filter((kind) => isKind(kind, settings)),
      fields: fields.length > 0 ? fields : ALL_FIELDS,
      ...(worker !== undefined && { worker: { group, instance } }),
      ...(gpu !== undefined && { uuid: gpu }),
    },
  };
}

/** A worker has itself and what it uses of GPUs, a GPU itself and what workers use of it, and both only what one uses of the other. */
const isKind = (kind: EntityKind, { worker, gpu }: HistoryExportSettings): boolean =>
  (worker === undefined || kind === 'worker' || kind === 'use') &&
  (gpu === undefined || kind === 'gpu' || kind === 'use');
