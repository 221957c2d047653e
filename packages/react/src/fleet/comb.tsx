import { type FleetHive, type FleetWorker, isAbsent } from '@rbee/queen-rbee-sdk';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { type Formats, useLocale } from '../locale/index.ts';
import { type PeekList, usePeekList } from '../peek-list.ts';
import { type CombCell, type CombColor, cellBeside, combOf } from './comb-cells.ts';
import { CombPlaces } from './comb-layout.ts';
import type { CombSurface } from './comb-surface.ts';
import { RAMP_STEPS, rampClass } from './gpu-bars.tsx';
import { useCombCanvas } from './use-comb-canvas.ts';

/** Props of `<Comb>`. */
export interface CombProps {
  readonly hives: readonly FleetHive[];
  /** What the colour tells; default: GPU use. */
  readonly color?: CombColor | undefined;
  /** Called when the reader chooses another figure; without it there is no choice. */
  readonly onColor?: ((color: CombColor) => void) | undefined;
  /** Called for a click of a mouse and for Enter. */
  readonly onOpen?: ((worker: FleetWorker) => void) | undefined;
  /** Called for Space and for a tap, which cannot point before: a short look at the worker. */
  readonly onPeek?: ((worker: FleetWorker, list: PeekList<FleetWorker>) => void) | undefined;
  /** Id of the worker that the host shows in a short look: it is marked. */
  readonly peeked?: string | undefined;
}

const COLORS = ['gpu', 'vram', 'cpu', 'tokens'] as const satisfies readonly CombColor[];

/** Factor of one step of the zoom. */
const ZOOM = 1.3;

const STEPS: Readonly<Record<string, readonly [-1 | 0 | 1, -1 | 0 | 1]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Every worker as a hexagon, hives as groups that keep their places. The colour tells a figure, the size of the inner hexagon the GPU memory
 * held; what is unknown is hatched. It can be moved, zoomed, pointed at and walked with the arrow keys.
 */
export function Comb({ hives, color = 'gpu', onColor, onOpen, onPeek, peeked }: CombProps) {
  const { text, formats } = useLocale();
  const id = useId();
  const places = useRef(new CombPlaces());
  const [chosenId, setChosen] = useState<string>();
  const canvas = useCombCanvas({
    point: (worker) => setChosen(worker?.id),
    click: (worker, isMouse) => (isMouse || !onPeek ? onOpen?.(worker) : peek(worker)),
  });
  const comb = useMemo(() => combOf(hives, color, places.current, canvas.area), [hives, color, canvas.area]);
  const shownId = peeked ?? chosenId;
  const chosen = useMemo(() => comb.cells.find(({ worker }) => worker.id === shownId), [comb, shownId]);
  const workers = useMemo(() => comb.cells.map(({ worker }) => worker), [comb]);
  const list = usePeekList({
    items: workers,
    idOf: (worker) => worker.id,
    focus: (id) => {
      setChosen(id);
      canvas.box.current?.focus();
    },
  });
  const peek = (worker: FleetWorker): void => onPeek?.(worker, list);
  useEffect(() => canvas.surface.show(comb, chosen), [canvas.surface, comb, chosen]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step) {
      const next = chosen ? cellBeside(comb, chosen, ...step) : comb.cells[0];
      if (next) setChosen(next.worker.id);
    } else if (event.key === 'Enter' && chosen) onOpen?.(chosen.worker);
    else if (event.key === ' ' && chosen) peek(chosen.worker);
    else if (event.key === '+' || event.key === '=') canvas.surface.zoom(ZOOM);
    else if (event.key === '-') canvas.surface.zoom(1 / ZOOM);
    else if (event.key === '0') canvas.surface.reset();
    else return;
    event.preventDefault();
  };

  return (
    <section className="rbee-scope rbee-comb" aria-label={text('comb.name')}>
      <CombHead
        color={color}
        onColor={onColor}
        top={topText(color, comb.top, formats)}
        size={{ workers: comb.cells.length, hives: hives.length }}
        surface={canvas.surface}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would not say that the arrow keys walk in it. */}
      <div
        ref={canvas.box}
        className="rbee-comb-box"
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys walk in it.
        tabIndex={0}
        data-rbee-list=""
        aria-label={text('comb.name')}
        aria-describedby={`${id}cell`}
        onKeyDown={onKeyDown}
      >
        <canvas ref={canvas.canvas} className="rbee-comb-canvas" />
        <p id={`${id}cell`} ref={canvas.tip} className="rbee-comb-tip" role="status" hidden={!chosen}>
          {chosen && <CellWords cell={chosen} />}
        </p>
      </div>
    </section>
  );
}

interface CombHeadProps extends Pick<CombProps, 'onColor'> {
  readonly color: CombColor;
  /** The value of the full colour. */
  readonly top: string;
  readonly size: { readonly workers: number; readonly hives: number };
  readonly surface: CombSurface;
}

/** What colours and sizes mean, and the buttons that zoom. */
function CombHead({ color, onColor, top, size, surface }: CombHeadProps) {
  const { text } = useLocale();
  const id = useId();
  return (
    <div className="rbee-comb-head">
      <span className="rbee-comb-color">
        <label htmlFor={id}>{text('comb.color')}</label>
        <select
          id={id}
          value={color}
          disabled={!onColor}
          onChange={({ target }) => onColor?.(target.value as CombColor)}
        >
          {COLORS.map((it) => (
            <option key={it} value={it}>
              {text(`comb.color.${it}`)}
            </option>
          ))}
        </select>
      </span>
      <Legend top={top} />
      <span>{text('comb.fill')}</span>
      <span className="rbee-comb-hint">
        {text('comb.hint', {
          workers: text('count.workers', { n: size.workers }),
          hives: text('count.hives', { n: size.hives }),
        })}
      </span>
      <span className="rbee-comb-zoom">
        <button type="button" aria-label={text('comb.closer')} onClick={() => surface.zoom(ZOOM)}>
          +
        </button>
        <button type="button" aria-label={text('comb.farther')} onClick={() => surface.zoom(1 / ZOOM)}>
          −
        </button>
        <button type="button" onClick={() => surface.reset()}>
          {text('comb.whole')}
        </button>
      </span>
    </div>
  );
}

function topText(color: CombColor, top: number, formats: Formats): string {
  return color === 'gpu' || color === 'vram' ? formats.percent(top) : formats.number(top);
}

function Legend({ top }: { readonly top: string }) {
  return (
    <span className="rbee-comb-legend">
      0
      <svg viewBox={`0 0 ${RAMP_STEPS} 1`} preserveAspectRatio="none" aria-hidden="true">
        {Array.from({ length: RAMP_STEPS }, (_, step) => rampClass(step / (RAMP_STEPS - 1))).map(
          (name, step) => (
            <rect key={name} x={step} width="1.02" height="1" className={name} />
          ),
        )}
      </svg>
      {top}
    </span>
  );
}

/** What a cell is, in words: what a pointer and a screen reader get. */
function CellWords({ cell: { worker, state } }: { readonly cell: CombCell }) {
  const { text, formats } = useLocale();
  const figures = [
    part(worker.figure('gpu'), (pct) => text('comb.gpu', { use: formats.percent(pct) })),
    part(worker.figure('vram'), (mib) => formats.memoryOf(mib, worker.figure('vram_total') ?? mib)),
    part(worker.figure('tokens'), (rate) => text('tiles.tokens', { rate: formats.number(rate) })),
    part(worker.figure('waiting'), (n) => text('comb.waiting', { n })),
  ].filter((it) => it !== undefined);
  const isCurrent = !isAbsent(state);
  return (
    <>
      <b>{worker.stats.model ?? text('comb.noModel')}</b>
      <span>{worker.id}</span>
      <span>{[text(`state.${state}`), ...(isCurrent ? figures : [])].join(' · ')}</span>
    </>
  );
}

const part = (value: number | undefined, words: (value: number) => string): string | undefined =>
  value === undefined ? undefined : words(value);
