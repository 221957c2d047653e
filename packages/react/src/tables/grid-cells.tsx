import { type FleetWorker, isAbsent, type WorkerFigureName } from '@rbee/queen-rbee-sdk';
import { useAge } from '../clock.ts';
import { type TextKey, useLaterLocale, useLocale } from '../locale/index.ts';
import { NotKnown, Reason } from '../reason/index.ts';
import { StateShape } from '../state-shape.tsx';
import { usesNoGpu } from '../telemetry.ts';
import { judgedInWords } from './judged.ts';

interface NoFigureProps {
  readonly worker: FleetWorker;
  readonly name: WorkerFigureName;
}

/** A dash that tells why a figure of a worker is not known. */
function NoFigure({ worker, name }: NoFigureProps) {
  const { text } = useLocale();
  const live = !isAbsent(worker.state);
  return <NotKnown label={text(`grid.${name}` as TextKey)} reason={worker.reason(name)} live={live} />;
}

interface FigureCellProps {
  readonly worker: FleetWorker;
  readonly name: WorkerFigureName;
  readonly format: (value: number) => string;
  /** The value of a full meter; without it there is no meter. */
  readonly full?: number | undefined;
  /** From here on it stands out. */
  readonly warnFrom?: number | undefined;
}

/** A figure of a worker, with a meter if it is a share. */
export function FigureCell({ worker, name, format, full, warnFrom }: FigureCellProps) {
  const value = worker.figure(name);
  if (value === undefined) return <NoFigure worker={worker} name={name} />;
  const isHigh = warnFrom !== undefined && value >= warnFrom;
  return (
    <span className={isHigh ? 'rbee-grid-figure rbee-grid-figure--high' : 'rbee-grid-figure'}>
      {format(value)}
      {full !== undefined && <ShareMeter share={value / full} isHigh={isHigh} />}
    </span>
  );
}

/** A share of a whole as a bar; hidden from screen readers, since the value is in the text beside it. */
export function ShareMeter({ share, isHigh = false }: { readonly share: number; readonly isHigh?: boolean }) {
  const width = `${Math.min(100, Math.max(0, share * 100)).toFixed(1)}%`;
  return (
    <svg className={isHigh ? 'rbee-meter rbee-meter--high' : 'rbee-meter'} aria-hidden="true">
      {width !== '0.0%' && <rect className="rbee-meter-fill" width={width} height="100%" rx="2" />}
    </svg>
  );
}

/** Use of the GPU; a worker that uses none says so. */
export function GpuCell({ worker }: { readonly worker: FleetWorker }) {
  const { text, formats } = useLocale();
  if (usesNoGpu(worker.stats)) return <span className="rbee-grid-none">{text('grid.noGpu')}</span>;
  return <FigureCell worker={worker} name="gpu" format={formats.percent} full={100} />;
}

/** GPU memory in use, of all memory of its GPUs if that is known. */
export function VramCell({ worker }: { readonly worker: FleetWorker }) {
  const { formats } = useLocale();
  if (usesNoGpu(worker.stats)) return null;
  const total = worker.figure('vram_total');
  const format = total ? (used: number) => formats.memoryOf(used, total) : formats.memory;
  return <FigureCell worker={worker} name="vram" format={format} />;
}

/** What a worker does, as shape and word; of a hive that is late or silent since when. */
export function StateCell({ worker }: { readonly worker: FleetWorker }) {
  const locale = useLaterLocale();
  const { text } = locale;
  const { state, hive } = worker;
  return (
    <span className={`rbee-mark rbee-mark--${state}`}>
      <StateShape state={state} />
      {isAbsent(state) ? (
        <Age state={state} time={hive.last_update} />
      ) : state === 'unknown' ? (
        <Reason why={judgedInWords(worker, locale)}>{text('state.unknown')}</Reason>
      ) : (
        text(`state.${state}`)
      )}
    </span>
  );
}

function Age({ state, time }: { readonly state: 'late' | 'silent'; readonly time: string }) {
  const { text, formats } = useLocale();
  const seconds = useAge(time, undefined);
  const word = text(`state.${state}`);
  return seconds === null ? word : `${word} ${formats.duration(seconds)}`;
}
