import { spanOf } from '@rbee/queen-rbee-sdk';
import { useId } from 'react';
import { useLocale } from '../locale/index.ts';
import { pointTime } from './time-ticks.ts';
import { useWholeRange } from './use-whole-range.ts';

/** Ranges that can be chosen, each with the points of its lines: as many as its tier has ([P1]), up to about 900. */
const RANGES = { '15m': 902, '1h': 902, '6h': 722, '24h': 722, '7d': 722, '90d': 722 } as const;

type RangeName = keyof typeof RANGES;
const RANGE_NAMES = Object.keys(RANGES) as RangeName[];
const isRangeName = (range: string): range is RangeName => Object.hasOwn(RANGES, range);

/** Points of a part of the past. */
const SPAN_POINTS = 900;

/** The points of the lines of a range. */
export const pointsOfRange = (range: string): number => (isRangeName(range) ? RANGES[range] : SPAN_POINTS);

const HALF_DAY_MS = 12 * 3_600_000;

interface RangeChoiceProps {
  /** A name such as `15m`, or a part of the past, as `rangeOfSpan` writes it. */
  readonly range: string;
  readonly onChange: (range: string) => void;
}

/** The choice of the range; where a chart was zoomed, its times and the way back. */
export function RangeChoice({ range, onChange }: RangeChoiceProps) {
  const { text, locale } = useLocale();
  const name = useId();
  const last = useWholeRange(range);
  const span = spanOf(range);
  const timeOf = pointTime(locale, span !== null && span.to - span.from > HALF_DAY_MS);
  return (
    <fieldset className="rbee-ranges">
      <legend className="rbee-hidden">{text('history.range')}</legend>
      {span && (
        <button
          type="button"
          className="rbee-choice rbee-choice--span"
          onClick={() => onChange(last.current)}
        >
          {`${timeOf(span.from)} – ${timeOf(span.to)}`}
          <span aria-hidden="true"> ×</span>
          <span className="rbee-hidden">{text('history.unzoom')}</span>
        </button>
      )}
      {RANGE_NAMES.map((it) => (
        <label key={it} className="rbee-choice">
          <input
            type="radio"
            name={name}
            className="rbee-hidden"
            checked={it === range}
            onChange={() => onChange(it)}
          />
          {text(`range.${it}`)}
        </label>
      ))}
    </fieldset>
  );
}
