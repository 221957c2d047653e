import type { Reading } from '../telemetry/index.ts';

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
  if (!reading.known) return <Unknown label={label} why={reading.why} />;
  return (
    <>
      <span className="rbee-value">{format(reading.value)}</span>
      {share !== undefined && <Bar share={share} />}
    </>
  );
}

const NO_BREAK_SPACE = '\u00a0';

/** A dash, and why there is no figure. */
export function Unknown({ label, why }: { readonly label: string; readonly why: string }) {
  return (
    <span className="rbee-unknown" title={`${label} is not known: ${why}`}>
      <span className="rbee-value">–{NO_BREAK_SPACE}</span>
      <span className="rbee-why">{why}</span>
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
