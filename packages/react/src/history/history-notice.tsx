import type { HistoryState } from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import { type Formats, type Locale, useLocale } from '../locale/index.ts';
import { useHistory } from './use-series.ts';

/** Props of `<HistoryNotice>`. */
export interface HistoryNoticeProps {
  /** True for a cause that the reader has dismissed: then nothing is said of it. */
  readonly isDismissed?: ((cause: string) => boolean) | undefined;
  /** Called when the reader dismisses the notice; without it there is no button. */
  readonly onDismiss?: ((cause: string) => void) | undefined;
  /** Shown if there is nothing to say. */
  readonly otherwise?: ReactNode;
}

/** Says in words if the queen keeps no history, or if something is wrong with it. */
export function HistoryNotice({ isDismissed, onDismiss, otherwise = null }: HistoryNoticeProps) {
  const state = useHistory();
  const locale = useLocale();
  const words = historyInWords(state, locale);
  const cause = causeOf(state);
  if (words === null || isDismissed?.(cause)) return otherwise;
  return (
    <div className="rbee-scope rbee-note rbee-history-notice">
      <p role="status">{words}</p>
      {onDismiss && (
        <button
          type="button"
          className="rbee-dismiss"
          aria-label={locale.text('notice.dismiss')}
          onClick={() => onDismiss(cause)}
        >
          ×
        </button>
      )}
    </div>
  );
}

/** What a notice is about, without the times in it, which change: a notice that was dismissed comes back with another cause. */
function causeOf(state: HistoryState): string {
  if (state.status !== 'on') return `history ${state.status}`;
  const { state: recording, tiers, problems } = state.info;
  const short = tiers.filter(({ shortened }) => shortened).map(({ tier }) => tier);
  return ['history', recording, ...short, ...problems].join(' ');
}

/** What there is to say of the history; null if all is well, or it is not known yet. */
export function historyInWords(
  state: HistoryState,
  { text, formats }: Pick<Locale, 'text' | 'formats'>,
): string | null {
  switch (state.status) {
    case 'unknown':
      return null;
    case 'off':
      return text('history.off');
    case 'failed':
      return text('history.failed', { error: state.error });
    case 'on':
      return infoInWords(state.info, text, formats);
    default:
      return state satisfies never;
  }
}

type Info = Extract<HistoryState, { status: 'on' }>['info'];

function infoInWords(info: Info, text: Locale['text'], formats: Formats): string | null {
  const problem = info.problems.join(' ');
  if (info.state === 'paused') return text('history.paused', { problem });
  const short = info.tiers.filter(({ shortened }) => shortened);
  const tiers = short.map(({ tier, oldest, max_age_ms, fits_ms }) =>
    text('history.tier', {
      points: text(`tier.${tier}`),
      time: formats.duration((fits_ms ?? ageOf(oldest)) / 1_000),
      wanted: formats.duration(max_age_ms / 1_000),
    }),
  );
  if (tiers.length > 0) return `${text('history.shortened', { tiers: tiers.join(', ') })} ${problem}`.trim();
  return problem === '' ? null : problem;
}

const ageOf = (oldest: string | null): number => (oldest === null ? 0 : Date.now() - Date.parse(oldest));
