import { modelsOf, modelsOfWorkers } from '@rbee/queen-rbee-sdk';
import { useMemo } from 'react';
import { useLocale } from '../locale/index.ts';
import { enginesOf, MODEL_COLUMNS } from './model-columns.tsx';
import { WorkerGrid, type WorkerGridProps } from './worker-grid.tsx';

/** Props of `<ModelPage>`: those of the table of its workers, and the name of the model. */
export interface ModelPageProps extends WorkerGridProps {
  readonly name: string;
}

/** One model, live: its figures over all of its workers, and these workers. `workers` can be those of the whole fleet. */
export function ModelPage({ name, workers, ...grid }: ModelPageProps) {
  const locale = useLocale();
  const { text } = locale;
  const ofModel = useMemo(
    () => workers.filter(({ stats }) => modelsOf(stats).includes(name)),
    [workers, name],
  );
  const model = useMemo(() => modelsOfWorkers(ofModel).find((it) => it.name === name), [ofModel, name]);
  if (!model) return <p className="rbee-scope rbee-note">{text('models.gone', { name })}</p>;
  return (
    <article className="rbee-scope rbee-model-page">
      <h2 className="rbee-model-name">{name}</h2>
      <p className="rbee-models-note">{enginesOf(model)}</p>
      <dl className="rbee-model-facts">
        {MODEL_COLUMNS.map(({ name: column, label, cell }) => (
          <div key={column} className="rbee-model-fact">
            <dt>{text(label)}</dt>
            <dd>{cell(model, locale)}</dd>
          </div>
        ))}
      </dl>
      <WorkerGrid workers={ofModel} {...grid} />
    </article>
  );
}
