import { type Engine, type EngineState, engineVersion } from '@rbee/queen-rbee-sdk';
import { formatMilliseconds, formatPercent, formatTokenRate } from './format.ts';
import type { WorkerTelemetry } from './telemetry.ts';

/** Words for each state other than `ready`, what it means, and the class of its badge ([E2]). */
const STATES: ReadonlyMap<string, readonly [words: string, meaning: string, className?: string]> = new Map(
  Object.entries({
    starting: ['loading its model', 'The engine answers no request until its model is loaded'],
    sleeping: ['asleep', 'The engine has unloaded its model until the next request'],
    protected: ['protected by a key', 'The engine answers only with a key, and the hive has none'],
    unreachable: ['does not answer', 'The engine gives no answer that can be read', 'rbee-badge--late'],
    stuck: ['stuck', 'Requests run, but for 30 s there was no token and no progress', 'rbee-badge--down'],
  } satisfies Record<Exclude<EngineState, 'ready'>, readonly [string, string, string?]>),
);

/** States in which an engine is expected to give its figures. */
const TELLING: ReadonlySet<string> = new Set<EngineState>(['ready', 'stuck']);

interface WorkerEngineProps {
  readonly worker: WorkerTelemetry;
  /** False if no further sample is expected. */
  readonly live: boolean;
}

/** What the engine of a worker says, in one line (section E); nothing if no engine is read. */
export function WorkerEngine({ worker: { engine, unknown }, live }: WorkerEngineProps) {
  const reason = unknown?.['engine'];
  if (!engine) {
    return reason ? <span className="rbee-engine">– engine: {reasonInWords(reason, live)}</span> : null;
  }
  const [words, meaning, className] = STATES.get(engine.state) ?? [];
  return (
    <span className="rbee-engine" title={inDetail(engine)}>
      {words && (
        <span className={className ? `rbee-badge ${className}` : 'rbee-badge'} title={meaning}>
          {`${words} `}
        </span>
      )}
      {figuresOf(engine).map(([name, text]) => (
        <span key={name} className={`rbee-engine-part rbee-engine-part--${name}`}>
          {`${text} `}
        </span>
      ))}
      {TELLING.has(engine.state) && gapsOf(engine, live).map((text) => <span key={text}>{text} </span>)}
    </span>
  );
}

/** A figure of an engine; undefined if it is missing or unknown ([W2]). */
const known = <Field extends keyof Engine>(engine: Engine, field: Field): Engine[Field] | undefined =>
  engine.unknown?.[field] === undefined ? engine[field] : undefined;

/** The known figures that are shown. Those whose texts hardly change their length come first. */
function figuresOf(
  engine: Engine,
): readonly (readonly [name: 'tokens' | 'cache' | 'requests', text: string])[] {
  const cache = known(engine, 'kv_cache_pct');
  return [
    ['tokens', tokensInWords(engine)] as const,
    ['cache', cache === undefined ? '' : `KV ${formatPercent(cache)}`] as const,
    ['requests', requestsInWords(engine)] as const,
  ].filter(([, text]) => text !== '');
}

/** Of an engine that generates nothing, because it makes embeddings or only reads a prompt, the tokens that it reads. */
function tokensInWords(engine: Engine): string {
  const generated = known(engine, 'generation_tokens_per_s');
  const read = known(engine, 'prompt_tokens_per_s');
  if (read !== undefined && (generated === undefined || (generated === 0 && read > 0))) {
    return `${formatTokenRate(read)} read`;
  }
  return generated === undefined ? '' : formatTokenRate(generated);
}

function requestsInWords(engine: Engine): string {
  const running = known(engine, 'requests_running');
  const waiting = known(engine, 'requests_waiting');
  const slots = known(engine, 'slots');
  const parts = [
    running === undefined ? '' : `${running}${slots === undefined ? '' : ` of ${slots}`} running`,
    waiting === undefined ? '' : `${waiting} waiting`,
  ];
  return parts.filter((it) => it !== '').join(', ');
}

const SHOWN = [
  ['generation_tokens_per_s', 'tokens'],
  ['kv_cache_pct', 'KV cache'],
  ['requests_running', 'requests'],
] as const satisfies readonly (readonly [keyof Engine, string])[];

/** The shown figures that are not known, with the reason; those with the same one together ([W2]). */
function gapsOf({ unknown = {} }: Engine, live: boolean): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const [field, name] of SHOWN) {
    const reason = unknown[field];
    if (reason === undefined) continue;
    const words = reasonInWords(reason, live);
    byReason.set(words, [...(byReason.get(words) ?? []), name]);
  }
  return [...byReason].map(([reason, names]) => `– ${names.join(', ')}: ${reason}`);
}

const REASONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    first_sample: 'measuring…',
    permission: 'no permission to read',
    not_exposed: 'not told',
    timeout: 'timed out',
  }),
);

/** Why an engine or a figure of it is not known; reasons of later versions have no words of their own. */
const reasonInWords = (reason: string, live: boolean): string =>
  reason === 'first_sample' && !live ? 'not measured' : (REASONS.get(reason) ?? reason.replaceAll('_', ' '));

/** Figures for which the line has no room. */
const DETAILS = [
  ['prompt_tokens_per_s', 'prompt tokens', formatTokenRate],
  ['ttft_ms_p50', 'time to the first token, median', formatMilliseconds],
  ['ttft_ms_p95', 'time to the first token, 95 % below', formatMilliseconds],
  ['itl_ms_p50', 'time between two tokens, median', formatMilliseconds],
  ['itl_ms_p95', 'time between two tokens, 95 % below', formatMilliseconds],
  ['prefix_cache_hit_pct', 'prompt tokens found in the cache', formatPercent],
  ['draft_accepted_pct', 'drafted tokens accepted', formatPercent],
  ['preemptions', 'requests put back for lack of memory', String],
  ['requests_finished', 'requests finished', String],
  ['requests_failed', 'requests failed', String],
] as const satisfies readonly (readonly [keyof Engine, string, (value: number) => string])[];

/** Name and version of an engine and its further figures, one a line. */
function inDetail(engine: Engine): string {
  const lines = DETAILS.flatMap(([field, words, format]) => {
    const value = known(engine, field);
    return value === undefined ? [] : [`${words}: ${format(value)}`];
  });
  return [engineVersion(engine) ?? engine.kind, ...lines].join('\n');
}
