import { type ModelState, modelsOf, type ServedModel } from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import { formatMib, reasonInWords } from './format.ts';
import { readingOf, type WorkerTelemetry } from './telemetry.ts';

/** Why a model is not known ([W7]). */
const GAPS = new Map(
  Object.entries({
    not_named: 'model: not on its command line',
    not_loaded: 'no model loaded',
    withheld: 'model: withheld, it may be a secret',
    not_in_store: "model: not in Ollama's store",
    unknown_program: 'model: unknown program',
  }),
);

/** Models that are shown before the others are behind a click. */
const SHOWN = 6;

/** The models of a worker; of several, each with the memory of its own processes ([W5]). */
export function WorkerModels({ worker }: { readonly worker: WorkerTelemetry }) {
  const names = modelsOf(worker);
  const reason = worker.unknown?.['model'];
  if (names.length === 0) {
    const gap = GAPS.get(worker.model_gap ?? '') ?? (reason && `model: ${reasonInWords(reason)}`);
    return <span className="rbee-why">– {gap ?? 'no model named'}</span>;
  }
  const figures = new Map(worker.models?.map((it) => [it.name, it]));
  const models = (some: readonly string[]) =>
    some.map((name) => <Model key={name} name={name} served={figures.get(name)} />);
  const unnamed = worker.unknown?.['models'];
  const [shown, more, unloaded] = inParts(names, figures);
  return (
    <>
      {shown.length === 0 && <span className="rbee-why">– no model loaded </span>}
      {models(shown)}
      {unnamed && <span className="rbee-why">– more models: {reasonInWords(unnamed)}</span>}
      {more.length > 0 && <Folded title={`${more.length} more models`}>{models(more)}</Folded>}
      {unloaded.length > 0 && (
        <Folded title={`${unloaded.length} models can be loaded`}>{models(unloaded)}</Folded>
      )}
    </>
  );
}

/** The models that are always shown, and those behind a click: further ones, and those that can be loaded. */
function inParts(
  names: readonly string[],
  figures: ReadonlyMap<string, ServedModel>,
): readonly [shown: readonly string[], more: readonly string[], unloaded: readonly string[]] {
  const unloaded = names.filter((name) => figures.get(name)?.state === 'unloaded');
  // A click for a single one is of no use.
  const folded = unloaded.length > 1 ? new Set(unloaded) : new Set();
  const rest = names.filter((name) => !folded.has(name));
  return [rest.slice(0, SHOWN), rest.slice(SHOWN), folded.size > 0 ? unloaded : []];
}

function Folded({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <details className="rbee-more">
      <summary>{title}</summary>
      {children}
    </details>
  );
}

/** Words for each state of a model other than `loaded` ([W5]). */
const STATES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    loading: 'loading',
    sleeping: 'asleep',
    unloaded: 'can be loaded',
  } satisfies Record<Exclude<ModelState, 'loaded'>, string>),
);

function Model({ name, served }: { readonly name: string; readonly served: ServedModel | undefined }) {
  const about = [STATES.get(served?.state ?? ''), served && heldBy(served)].filter(Boolean).join(', ');
  const badge = served?.state === 'unloaded' ? 'rbee-badge--unloaded' : 'rbee-badge--model';
  return (
    <span className="rbee-model">
      <span className={`rbee-badge ${badge}`} title={served ? inDetail(name, served) : name}>
        {name}
      </span>
      {about !== '' && <span className="rbee-why"> {about}</span>}{' '}
    </span>
  );
}

/** The model's name and process and what its engine says of it, one a line. */
function inDetail(name: string, served: ServedModel): string {
  const { pid, quantisation, size_mb, context_length, expires_at } = served;
  const lines = [
    pid ? `${name}, process ${pid}` : name,
    size_mb === undefined ? '' : `size: ${formatMib(size_mb)}`,
    quantisation ? `quantisation: ${quantisation}` : '',
    context_length === undefined ? '' : `context: ${context_length} tokens`,
    expires_at === undefined ? '' : `unloaded if unused until ${expires_at}`,
  ];
  return lines.filter((it) => it !== '').join('\n');
}

/** What is known of the memory that the model's processes hold. */
function heldBy(model: ServedModel): string {
  const memory = readingOf(model, 'rss_mb');
  const vram = readingOf(model, 'vram_mb');
  const parts = [
    memory.known ? formatMib(memory.value) : '',
    vram.known ? `${formatMib(vram.value)} VRAM` : '',
  ];
  return parts.filter((it) => it !== '').join(', ');
}
