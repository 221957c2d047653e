import type { Reading, UnknownReading } from '../telemetry/index.ts';

/** Props of a figure. */
interface FigureProps {
  readonly label: string;
  readonly reading: Reading;
  readonly format: (value: number) => string;
  /** Where the figure stands between nothing and all of it, from 0 to 1: shown as a bar. */
  readonly share?: number | undefined;
}

/** One figure with its bar, or a dash and the reason why it is not known ([W2]). */
export function Figure({ label, reading, format, share }: FigureProps) {
  if (!reading.known) return <Unknown label={label} reading={reading} />;
  return (
    <>
      <span className="rbee-value">{format(reading.value)}</span>
      {share !== undefined && <Bar share={share} />}
    </>
  );
}

const NO_BREAK_SPACE = '\u00a0';

/** Props of what stands in the place of a figure. */
interface UnknownProps {
  readonly label: string;
  readonly reading: UnknownReading;
}

/** A dash, and why there is no figure; the whole reason is in the title, and read to those who see none. */
export function Unknown({ label, reading }: UnknownProps) {
  const { why, inFull } = reading;
  return (
    <span className="rbee-unknown" title={`${label} not known: ${inFull}`}>
      <span className="rbee-value">–{NO_BREAK_SPACE}</span>
      <span className="rbee-why">{why}</span>
      {inFull !== why && <span className="rbee-hidden">: {inFull}</span>}
    </span>
  );
}

/** Decoration: the figure beside it says the same. Its width is an attribute, as a page may forbid inline styles. */
function Bar({ share }: { readonly share: number }) {
  const width = `${Math.min(100, Math.max(0, share * 100)).toFixed(1)}%`;
  return (
    <svg className="rbee-bar" aria-hidden="true">
      <rect className="rbee-bar-track" width="100%" height="100%" rx="1.5" />
      <rect className="rbee-bar-fill" width={width} height="100%" rx="1.5" />
    </svg>
  );
}
