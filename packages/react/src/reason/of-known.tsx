import type { Sum } from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import { useLocale } from '../locale/index.ts';
import { NotKnown, reasonWords } from './not-known.tsx';
import { Reason } from './reason.tsx';

interface OfKnownProps {
  /** What the sum is, such as "Tokens/s". */
  readonly label: string;
  readonly sum: Sum;
  /** What is shown; default "of 12 known", and a dash where nobody knows it. */
  readonly children?: ReactNode;
}

/** Of how many parts a sum is, and why the others are not in it. Nothing if all are. */
export function OfKnown({ label, sum, children }: OfKnownProps) {
  const locale = useLocale();
  const { text } = locale;
  const reasons = [...sum.reasons].sort(([, a], [, b]) => b - a);
  if (sum.known === 0 && reasons.length <= 1) {
    return (
      <NotKnown label={label} reason={reasons[0]?.[0]}>
        {children}
      </NotKnown>
    );
  }
  if (sum.known === sum.of) return null;
  const lines = reasons.map(([reason, n]) =>
    text('reason.times', { n, reason: reasonWords(reason, locale).brief }),
  );
  return (
    <Reason
      why={
        <>
          <b className="rbee-reason-title">
            {text('reason.ofKnown', { label, known: sum.known, of: sum.of })}
          </b>
          {lines.map((line) => (
            <span key={line} className="rbee-reason-line">
              {line}
            </span>
          ))}
        </>
      }
    >
      {children ?? (sum.known === 0 ? '–' : text('of.known', { known: sum.known }))}
      {sum.known === 0 && <span className="rbee-hidden">{lines.join(', ')}</span>}
    </Reason>
  );
}
