import type { FleetTotals, HiveReport, Sum } from '@rbee/queen-rbee-sdk';
import { amount, count, memory, percent, power } from './amounts.ts';
import type { Connected } from './connected.ts';
import type { Line } from './frame-changes.ts';
import type { Paint, Tone } from './palette.ts';
import { STATE_TONES } from './states.ts';
import { cut, textWidth } from './text-width.ts';

/** A piece of a line and what it means. */
type Piece = readonly [text: string, tone?: Tone];

/** Pieces as a line of at most `width` columns. */
export function lineOf(pieces: readonly Piece[], width: number, paint: Paint): Line {
  let used = 0;
  let text = '';
  for (const [piece, tone = 'plain'] of pieces) {
    if (used >= width) break;
    const shown = cut(piece, width - used);
    text += paint(tone, shown);
    used += textWidth(shown);
  }
  return { text, width: used };
}

/** The first lines of the screen: the connection, and the sums of the fleet. */
export function headLines(
  { connected, totals, queenUrl }: Head,
  width: number,
  paint: Paint,
): readonly Line[] {
  const line = (...pieces: readonly Piece[]) => lineOf(pieces, width, paint);
  const { workers, hives } = totals;
  return [
    line(['rbee top  ', 'strong'], [queenUrl], ['  '], ...connectionPieces(connected)),
    line(['Workers  '], ...statePieces(workers, STATE_TONES, ['busy', 'idle'])),
    line(['Hives    '], ...statePieces(hives, REPORT_TONES, ['reporting'])),
    ...flowing(figureGroups(totals), width, paint),
  ];
}

/** What the head tells. */
export interface Head {
  readonly connected: Connected;
  readonly totals: FleetTotals;
  readonly queenUrl: string;
}

const REPORT_TONES: Readonly<Record<HiveReport, Tone>> = {
  reporting: 'good',
  late: 'warning',
  silent: 'bad',
};

/** How many are in each state, without those that nobody is in, but for the ones that are always shown. */
function statePieces<State extends string>(
  counts: Readonly<Record<State, number>>,
  tones: Readonly<Record<State, Tone>>,
  always: readonly State[],
): readonly Piece[] {
  const states = Object.keys(tones) as State[];
  return states
    .filter((state) => counts[state] > 0 || always.includes(state))
    .flatMap((state, at): Piece[] => {
      const piece: Piece = [`${count(counts[state])} ${state}`, tones[state]];
      return at === 0 ? [piece] : [[', '], piece];
    });
}

function connectionPieces({ words, isLive, note }: Connected): readonly Piece[] {
  return [[words, isLive ? 'good' : 'bad'], ...(note === '' ? [] : ([[`  ${note}`, 'stale']] as const))];
}

/** The sums of figures. Where only some parts know it, of how many it is. */
function figureGroups(totals: FleetTotals): readonly (readonly Piece[])[] {
  const { vram_used, vram_total, gpu_use, tokens, waiting, watts } = totals;
  const of = (sum: Sum, shown: (value: number) => string, unit: string): readonly Piece[] => {
    if (sum.of === 0) return [['-', 'stale'], [unit]];
    if (sum.known === 0) return [['?', 'warning'], [unit]];
    const part: readonly Piece[] =
      sum.known < sum.of ? [[` (${count(sum.known)} of ${count(sum.of)})`, 'warning']] : [];
    return [[shown(sum.value), 'strong'], [unit], ...part];
  };
  return [
    [['VRAM '], ...of(vram_used, memory, vram_total.known > 0 ? ` of ${memory(vram_total.value)}` : '')],
    [['GPU '], ...of(gpu_use, (value) => percent(value / gpu_use.known), '')],
    of(tokens, amount, ' tok/s'),
    of(waiting, count, ' waiting'),
    of(watts, power, watts.known === 0 ? ' W' : ''),
  ];
}

const BETWEEN = '   ';

/** Groups of pieces in as many lines as they need. */
function flowing(groups: readonly (readonly Piece[])[], width: number, paint: Paint): readonly Line[] {
  const lines: Piece[][] = [[]];
  let used = 0;
  for (const group of groups) {
    const size = group.reduce((sum, [text]) => sum + textWidth(text), 0);
    const isFirst = used === 0;
    if (!isFirst && used + BETWEEN.length + size > width) {
      lines.push([...group]);
      used = size;
      continue;
    }
    lines.at(-1)?.push(...(isFirst ? group : [[BETWEEN] as const, ...group]));
    used += size + (isFirst ? 0 : BETWEEN.length);
  }
  return lines.map((pieces) => lineOf(pieces, width, paint));
}
