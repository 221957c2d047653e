import type { Case, Contender, Round, Settings } from './contender.ts';

/** What one contender showed in the rounds that count. */
export interface Shown {
  readonly title: string;
  /** Start of the first of these rounds, by `performance.now()`. */
  readonly startMs: number;
  readonly rounds: Round[];
}

type Say = (line: string) => void;

/**
 * Runs the contenders of a case: in turns, after rounds that do not count; where the rounds of the case are long, one after the
 * other, so that each has the machine to itself.
 */
export async function takeTurns(it: Case, settings: Settings, say: Say): Promise<Shown[]> {
  if (it.rounds === undefined) return inTurns(it, settings, say);
  const all: Shown[] = [];
  for (const start of it.contenders)
    all.push(...(await inTurns({ ...it, contenders: [start] }, settings, say)));
  return all;
}

async function inTurns(it: Case, settings: Settings, say: Say): Promise<Shown[]> {
  const contenders: Contender[] = [];
  try {
    const settling = it.rounds === undefined ? (it.settleRounds ?? 1) : 0;
    const settleSeconds = settling > 1 ? settings.seconds : Math.min(2, settings.seconds);
    for (const start of it.contenders) {
      const contender = await start(settings);
      contenders.push(contender);
      // A server closes connections that are idle for some seconds, so this round does not wait for the other contenders.
      if (settling > 0) await contender.round(settleSeconds);
    }
    for (let round = 1; round < settling; round += 1) {
      for (const contender of contenders) await contender.round(settleSeconds);
    }
    const startMs = performance.now();
    const all = contenders.map(({ title }): Shown => ({ title, startMs, rounds: [] }));
    for (let round = 1; round <= (it.rounds ?? settings.rounds); round += 1) {
      for (const [index, contender] of contenders.entries()) {
        const shown = await contender.round(settings.seconds);
        all[index]?.rounds.push(shown);
        say(`  ${round} ${contender.title}: ${inShort(it, shown)}`);
      }
    }
    return all;
  } finally {
    await Promise.all(contenders.map((contender) => contender.end()));
  }
}

function inShort({ columns }: Case, { figures, load }: Round): string {
  const shown = columns.map(({ figure, head, digits }) => `${head} ${figures[figure]?.toFixed(digits)}`);
  return [...shown, `load ${load.cores.toFixed(2)} cores, lag ${load.lagMs.toFixed(1)} ms`].join(', ');
}
