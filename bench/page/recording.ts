import { type Changes, changesBetween, flatten, ROUTES } from '../../packages/contract/src/index.ts';

/** A sample as the stream has it ([S2]). */
export interface Sample {
  readonly hive_id: string;
  readonly timestamp: string;
  readonly seq?: number;
  readonly workers: readonly { readonly uptime_s: number }[];
}

/** Samples of a hive that follow each other without an end: the first one, and the changes between them ([S11]). */
export interface Loop {
  readonly first: Sample;
  /** The last ones lead back to the figures of the first, at a later time. */
  readonly changes: readonly Changes[];
}

/** What a queen sent in some seconds. */
export interface Recording {
  readonly beat: object;
  readonly loops: readonly Loop[];
}

/** Records the stream of a queen. Throws if a hive never kept the shape of its samples. */
export async function record(queenUrl: string, seconds: number): Promise<Recording> {
  const byHive = new Map<string, Sample[]>();
  let beat: object | undefined;
  const answer = await fetch(queenUrl + ROUTES.stream, { signal: AbortSignal.timeout(seconds * 1_000) });
  const text = await textUntilAborted(answer);
  for (const [, data] of text.matchAll(/^event: heartbeat\nid: .*\ndata: (.*)\n$/gm)) {
    const event = JSON.parse(data ?? '') as { readonly type: string } & Sample;
    if (event.type === 'queen') beat = event;
    else byHive.set(event.hive_id, [...(byHive.get(event.hive_id) ?? []), event]);
  }
  if (beat === undefined) throw new Error('The queen sent no beat.');
  return { beat, loops: [...byHive.values()].map(loopOf) };
}

async function textUntilAborted(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const piece of answer.body ?? []) text += decoder.decode(piece, { stream: true });
  } catch {
    // The time is over.
  }
  return text;
}

/** Joins the longest run of samples of one shape to a loop. */
export function loopOf(samples: readonly Sample[]): Loop {
  let [run, longest]: [Sample[], Sample[]] = [[], []];
  for (const sample of samples) {
    const before = run.at(-1);
    if (before && !changesBetween(flatten(before), flatten(sample))) run = [];
    run.push(sample);
    if (run.length > longest.length) longest = run;
  }
  const [first] = longest;
  const last = longest.at(-1);
  if (!first || !last || first === last) throw new Error('No two samples of a hive have one shape.');
  const all = [...longest, laterThan(first, last)];
  const changes = all.slice(1).map((sample, at) => changesBetween(flatten(all[at]), flatten(sample)) ?? []);
  return { first, changes };
}

/** The first sample again, a second after the last one: what only grows goes on. */
function laterThan(first: Sample, last: Sample): Sample {
  return {
    ...first,
    timestamp: new Date(Date.parse(last.timestamp) + 1_000).toISOString(),
    ...(last.seq !== undefined && { seq: last.seq + 1 }),
    workers: first.workers.map((worker, at) => ({
      ...worker,
      uptime_s: (last.workers[at]?.uptime_s ?? 0) + 1,
    })),
  };
}
