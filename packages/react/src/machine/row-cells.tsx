import { engineText, type FleetWorker, isAbsent } from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import { isTextKey, type Locale, useLocale } from '../locale/index.ts';
import { reasonWords } from '../reason/index.ts';
import { StateShape } from '../state-shape.tsx';
import { FigureCell, GpuCell, modelText } from '../tables/index.ts';
import { usesNoGpu } from '../telemetry.ts';

/** What a worker does, as shape and word. Since when its hive is silent is said once, in its head. */
export function RowState({ worker: { state } }: { readonly worker: FleetWorker }) {
  const { text } = useLocale();
  return (
    <span className={`rbee-mark rbee-mark--${state}`}>
      <StateShape state={state} />
      {text(`state.${state}`)}
    </span>
  );
}

/** A figure with words below it. */
export function TwoLines({ children, below }: { readonly children: ReactNode; readonly below: string }) {
  return (
    <>
      <span className="rbee-rows-first">{children}</span>
      <span className="rbee-rows-below">{below}</span>
    </>
  );
}

/** The model of a worker, or why it has none. */
export function modelWords(worker: FleetWorker, locale: Locale): string {
  const { model, models, model_gap: gap, unknown } = worker.stats;
  if (model !== null || models?.length) return modelText(worker, locale);
  const key = `gap.${gap}`;
  if (gap !== undefined && isTextKey(key)) return locale.text(key);
  const reason = unknown?.['model'];
  return reason === undefined
    ? locale.text('grid.noModel')
    : reasonWords(reason, locale, isLive(worker)).brief;
}

const isLive = ({ state }: FleetWorker): boolean => !isAbsent(state);

/** Engine, name, processes, and what is special of a worker, in one line. */
export function aboutWorker(worker: FleetWorker, locale: Locale): string {
  const { text } = locale;
  const { engine, group, instance, pids, origin, partial, serves, unknown } = worker.stats;
  const reason = unknown?.['engine'];
  const said = `engine.${engine?.state}`;
  const words = [
    engine && engineText(engine),
    `${group}/${instance}`,
    pids !== undefined && pids > 1 && text('rows.processes', { n: pids }),
    isTextKey(said) && isLive(worker) && text(said),
    !engine &&
      reason !== undefined &&
      text('engine.notRead', { reason: reasonWords(reason, locale, isLive(worker)).brief }),
    serves === false && text('rows.noServer'),
    partial && text('rows.partial'),
    origin === 'sample' && text('rows.sample'),
  ];
  return words.filter(Boolean).join(' · ');
}

/** Use of the busiest GPU, and below it which GPUs the worker uses. */
export function GpuUse({ worker }: { readonly worker: FleetWorker }) {
  const { text } = useLocale();
  const { gpus } = worker.stats;
  if (!gpus?.length || usesNoGpu(worker.stats)) return <GpuCell worker={worker} />;
  const indexes = [...new Set(gpus.map(({ index }) => index))].sort((a, b) => a - b);
  return (
    <TwoLines below={text('card.gpu', { index: inShort(indexes) })}>
      <GpuCell worker={worker} />
    </TwoLines>
  );
}

/** Numbers in order, with runs of three or more in short: `0, 2–5`. */
export function inShort(numbers: readonly number[]): string {
  const runs: number[][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && number === (run.at(-1) ?? 0) + 1) run.push(number);
    else runs.push([number]);
  }
  return runs.map((run) => (run.length < 3 ? run.join(', ') : `${run[0]}–${run.at(-1)}`)).join(', ');
}

/** CPU of a worker in cores, and below it how many the machine has. */
export function CpuCores({ worker }: { readonly worker: FleetWorker }) {
  const { text, formats } = useLocale();
  const cores = worker.hive.node?.cpu_count;
  const figure = <FigureCell worker={worker} name="cpu" format={formats.number} />;
  return cores === undefined ? (
    figure
  ) : (
    <TwoLines below={text('rows.ofCores', { n: cores })}>{figure}</TwoLines>
  );
}

/** Memory of a worker; an upper bound says so ([W8]). */
export function RowMemory({ worker }: { readonly worker: FleetWorker }) {
  const { formats } = useLocale();
  const isBound = worker.stats.at_most?.['rss_mb'] !== undefined;
  const format = isBound ? (mib: number) => `≤ ${formats.memory(mib)}` : formats.memory;
  return <FigureCell worker={worker} name="memory" format={format} />;
}

/** Tokens a second, and below it the requests that run and wait. Of an engine that only reads, the tokens that it reads. */
export function Tokens({ worker }: { readonly worker: FleetWorker }) {
  const locale = useLocale();
  const { text, formats } = locale;
  const [generated, read] = [worker.figure('tokens'), worker.figure('prompt_tokens')];
  const isReading = read !== undefined && read > 0 && !generated;
  return (
    <TwoLines below={requestsWords(worker, locale)}>
      {isReading ? (
        text('rows.read', { rate: formats.number(read) })
      ) : (
        <FigureCell worker={worker} name="tokens" format={formats.number} />
      )}
    </TwoLines>
  );
}

/** Requests that run and wait, in words; empty if neither is known. */
export function requestsWords(
  worker: FleetWorker,
  { text, formats }: Pick<Locale, 'text' | 'formats'>,
): string {
  const [running, waiting, slots] = [
    worker.figure('running'),
    worker.figure('waiting'),
    worker.figure('slots'),
  ];
  const words = [
    running !== undefined &&
      (slots === undefined
        ? text('rows.running', { n: running })
        : text('rows.runningOf', { running: formats.count(running), n: slots })),
    waiting !== undefined && waiting > 0 && text('rows.waiting', { n: waiting }),
  ];
  return words.filter(Boolean).join(' · ');
}
