import { modelsOf, type ServedModel } from '@rbee/queen-rbee-sdk';
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
  return (
    <>
      {models(names.slice(0, SHOWN))}
      {unnamed && <span className="rbee-why">– more models: {reasonInWords(unnamed)}</span>}
      {names.length > SHOWN && (
        <details className="rbee-more">
          <summary>{names.length - SHOWN} more models</summary>
          {models(names.slice(SHOWN))}
        </details>
      )}
    </>
  );
}

function Model({ name, served }: { readonly name: string; readonly served: ServedModel | undefined }) {
  const held = served ? heldBy(served) : '';
  return (
    <span className="rbee-model">
      <span
        className="rbee-badge rbee-badge--model"
        title={served?.pid ? `${name}, process ${served.pid}` : name}
      >
        {name}
      </span>
      {held !== '' && <span className="rbee-why"> {held}</span>}{' '}
    </span>
  );
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
