import type { HistoryState } from '@rbee/queen-rbee-sdk';
import { type Formats, type Locale, useLocale } from '../locale/index.ts';
import { useHistory } from './use-series.ts';

/** Says in words if the queen keeps no history, or if something is wrong with it. Nothing if all is well. */
export function HistoryNotice() {
  const state = useHistory();
  const locale = useLocale();
  const words = historyInWords(state, locale);
  return words === null ? null : (
    <p className="rbee-scope rbee-note rbee-history-notice" role="status">
      {words}
    </p>
  );
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
