import type { Tier, TierState } from '@rbee/history';
import type { Outcome } from '../outcome.ts';
import type { ProcessEdges } from '../process-edges.ts';
import type { HistoryInfoSettings } from '../settings/index.ts';
import type { HistoryFiles } from './history-files.ts';

const TITLES: Readonly<Record<Tier, string>> = { '1s': 'seconds', '1m': 'minutes', '15m': 'quarters' };

const EVERYTHING = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** Prints what the files of a history have. */
export function runInfo(
  { json }: Pick<HistoryInfoSettings, 'json'>,
  files: HistoryFiles,
  { print }: Pick<ProcessEdges, 'print'>,
): Outcome {
  const hives = files.hives(EVERYTHING);
  const tiers = files.tiers();
  if (json)
    print(
      JSON.stringify({ folder: files.folder, hives, tiers: tiers.map(inJson), problems: files.problems }),
    );
  else for (const line of linesOf(files, tiers, hives)) print(line);
  return { code: 0 };
}

const inJson = ({ tier, oldest, bytes }: TierState) => ({
  tier,
  oldest: oldest === null ? null : isoOf(oldest),
  bytes,
});

function linesOf(
  { folder, problems }: HistoryFiles,
  tiers: readonly TierState[],
  hives: readonly string[],
): readonly string[] {
  const all = tiers.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    `The history in ${folder} uses ${sizeOf(all)}.`,
    ...tiers.map(({ tier, oldest, bytes }) => {
      const since = oldest === null ? 'nothing yet' : `since ${isoOf(oldest)}`;
      return `  ${TITLES[tier].padEnd(8)}  ${sizeOf(bytes).padStart(10)}  ${since}`;
    }),
    `Hives: ${hives.length === 0 ? 'none' : hives.join(', ')}`,
    ...problems,
  ];
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A number of bytes in words, such as `12.3 MiB`. */
export function sizeOf(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const amount = bytes / 1024 ** power;
  return `${power === 0 ? amount : amount.toFixed(1)} ${UNITS[power]}`;
}
