import type { ReactNode } from 'react';
import { isTextKey, type Locale, useLocale } from '../locale/index.ts';
import { Reason, useReasonPlace } from './reason.tsx';

/** Why a figure is not known: in a few words, and in full with what helps. */
export interface ReasonWords {
  readonly brief: string;
  readonly full: string;
}

/**
 * The words for a reason of the wire ([W2]); undefined is a figure that was not reported. If not `live`, no further sample is expected,
 * so nothing is said to be measured at present.
 */
export function reasonWords(reason: string | undefined, { text }: Locale, live = true): ReasonWords {
  const code = reason === undefined ? 'none' : reason === 'first_sample' && !live ? 'not_measured' : reason;
  const [brief, full] = [`reason.${code}`, `reason.${code}.full`];
  if (isTextKey(brief) && isTextKey(full)) return { brief: text(brief), full: text(full) };
  return { brief: text('reason.other'), full: text('reason.other.full', { code }) };
}

/** Props of `<NotKnown>`. */
export interface NotKnownProps {
  /** What is not known, such as "GPU use". */
  readonly label: string;
  /** The reason of the wire ([W2]); undefined if the figure was not reported. */
  readonly reason: string | undefined;
  /** False for the last figures of a hive that is late or silent. Default true. */
  readonly live?: boolean | undefined;
  /** True: the reason stands beside the dash in a few words. Else they are only for screen readers. Default: true below `<ReasonsInWords>`. */
  readonly brief?: boolean | undefined;
  /** What is shown instead of a dash. */
  readonly children?: ReactNode;
}

/** A dash in the place of a figure that is not known. It tells its reason by a click, a tap, the keyboard, and to screen readers. */
export function NotKnown({ label, reason, live, brief: asked, children = '–' }: NotKnownProps) {
  const locale = useLocale();
  const isInFacts = useReasonPlace() === 'facts';
  const isBrief = asked ?? isInFacts;
  const { brief, full } = reasonWords(reason, locale, live);
  return (
    <Reason
      className="rbee-not-known"
      why={
        <>
          <b className="rbee-reason-title">{locale.text('reason.title', { label })}</b>
          {full}
        </>
      }
    >
      <span aria-hidden="true">{children}</span>
      <span className={isBrief ? 'rbee-reason-brief' : 'rbee-hidden'}>{brief}</span>
    </Reason>
  );
}
