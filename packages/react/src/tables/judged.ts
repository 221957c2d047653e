import { activityFigures, decidingFigure, type FleetWorker, LIMITS } from '@rbee/queen-rbee-sdk';
import type { Locale, TextKey } from '../locale/index.ts';
import { reasonWords } from '../reason/index.ts';

/** How the state of a worker was judged, as one sentence ([R2], [E2]). The locale is that of `useLaterLocale`. */
export function judgedInWords({ state, stats }: FleetWorker, locale: Locale): string {
  const { text, formats } = locale;
  if (state === 'unknown') {
    if (stats.partial?.['cpu_pct'] !== undefined) return text('judged.partial');
    return text('judged.unknown', { reason: reasonWords(stats.unknown?.['cpu_pct'], locale).brief });
  }
  if (state !== 'busy' && state !== 'idle') return text(`judged.${state}`);
  const figures = activityFigures(stats);
  const figure = decidingFigure(figures);
  const by = figure === 'cpu_pct' && figures.cpu_busy !== undefined ? 'cpu_busy' : (figure ?? 'cpu_pct');
  const key = `judged.${state}.${by}` satisfies TextKey;
  return text(key, { n: figures.requests_running ?? 0, limit: formats.percent(LIMITS.busyCpuPct) });
}
