import type { Reading, UnknownReading } from './telemetry.ts';

interface CellProps {
  /** Shown in the cell where the table is too narrow for its head. */
  readonly column: string;
  readonly label: string;
  readonly reading: Reading;
  readonly format: (value: number) => string;
  /** The value that fills the bar; without it, or if it is 0, there is no bar. */
  readonly full?: number | undefined;
  /** Colour of the bar, from `tonesOf`; default: the same for all. */
  readonly tone?: number | undefined;
  readonly title?: string | undefined;
}

/** A cell with a value and its bar, or with the reason why the value is unknown ([W2]). */
export function Cell({ column, label, reading, format, full = 0, tone, title }: CellProps) {
  if (!reading.known) {
    return (
      <td className="rbee-cell" data-label={column}>
        <Unknown label={label} reading={reading} />
      </td>
    );
  }
  return (
    <td className="rbee-cell rbee-value" data-label={column} title={title}>
      {format(reading.value)}
      {full > 0 && <Bar share={reading.value / full} tone={tone} />}
    </td>
  );
}

/** A dash and the short reason; the full reason is in the title and, hidden, for screen readers. */
export function Unknown({ label, reading }: { readonly label: string; readonly reading: UnknownReading }) {
  const { why, inFull } = reading;
  return (
    <span className="rbee-unknown" title={`${label} not known: ${inFull}`}>
      <span className="rbee-value">–&nbsp;</span>
      <span className="rbee-why">{why}</span>
      {inFull !== why && <span className="rbee-hidden">: {inFull}</span>}
    </span>
  );
}

/** The class with the colour of a worker, from `tonesOf`. */
export const toneClass = (tone: number): string => `rbee-tone--${tone}`;

/** A share of a whole as an attribute: a content security policy may forbid inline styles. */
export const widthOf = (share: number): string => `${Math.min(100, Math.max(0, share * 100)).toFixed(1)}%`;

/** Hidden from screen readers: the value is in the text. */
function Bar({ share, tone }: { readonly share: number; readonly tone: number | undefined }) {
  const width = widthOf(share);
  return (
    <svg className={tone === undefined ? 'rbee-bar' : `rbee-bar ${toneClass(tone)}`} aria-hidden="true">
      {width !== '0.0%' && <rect className="rbee-bar-fill" width={width} height="100%" rx="1.5" />}
    </svg>
  );
}
