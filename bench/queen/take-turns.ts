import type { Case, Contender, Figures, Round, Settings } from './contender.ts';
import type { LoadFigures } from './load/load-watch.ts';

/** What one contender showed in all rounds. */
export interface Shown {
  readonly title: string;
  readonly rounds: readonly Figures[];
  readonly loads: readonly LoadFigures[];
}

/** Runs the contenders of a case by turns, after rounds that are not counted, where rounds are short. */
export async function takeTurns(it: Case, settings: Settings, say: (line: string) => void): Promise<Shown[]> {
  const contenders: Contender[] = [];
  try {
    const settling = it.rounds === undefined ? (it.settleRounds ?? 1) : 0;
    const settleSeconds = settling > 1 ? settings.seconds : Math.min(2, settings.seconds);
    for (const start of it.contenders) {
      const contender = await start(settings);
      contenders.push(contender);
      // A server gives a connection up on which nothing is asked for some seconds.
      if (settling > 0) await contender.round(settleSeconds);
    }
    for (let round = 1; round < settling; round += 1) {
      for (const contender of contenders) await contender.round(settleSeconds);
    }
    const rounds: Round[][] = contenders.map(() => []);
    for (let round = 0; round < (it.rounds ?? settings.rounds); round += 1) {
      for (const [index, contender] of contenders.entries()) {
        const shown = await contender.round(settings.seconds);
        rounds[index]?.push(shown);
        say(`  ${round + 1} ${contender.title}: ${inShort(it, shown)}`);
      }
    }
    return contenders.map(({ title }, index) => ({
      title,
      rounds: (rounds[index] ?? []).map(({ figures }) => figures),
      loads: (rounds[index] ?? []).map(({ load }) => load),
    }));
  } finally {
    await Promise.all(contenders.map((contender) => contender.end()));
  }
}

function inShort({ columns }: Case, { figures, load }: Round): string {
  const shown = columns.map(({ figure, head, digits }) => `${head} ${figures[figure]?.toFixed(digits)}`);
  return [...shown, `load ${load.cores.toFixed(2)} cores, lag ${load.lagMs.toFixed(1)} ms`].join(', ');
}
