import { distinctGpus, type Gpu, gpuFigure } from '@rbee/queen-rbee-sdk';
import { toneClass } from '../cell.tsx';
import { type Holder, othersOn, segmentsOf } from '../gpu-memory.ts';
import { useLocale } from '../locale/index.ts';
import { MemoryStack } from '../memory-stack.tsx';
import { NotKnown } from '../reason/index.ts';
import { ShareMeter } from '../tables/index.ts';

interface CardMemoryProps {
  readonly gpu: Gpu;
  readonly holders: readonly Holder[];
  readonly isLive: boolean;
}

/** Who holds the memory of a card: a bar, and below it the same in words. */
export function CardMemory({ gpu, holders, isLive }: CardMemoryProps) {
  const { text } = useLocale();
  const segments = segmentsOf(gpu, holders);
  return (
    <>
      <MemoryStack
        segments={segments ?? []}
        className={segments ? 'rbee-card-stack' : 'rbee-card-stack rbee-card-stack--unknown'}
        freeClass="rbee-card-free"
      />
      <ul className="rbee-card-legend" aria-label={text('card.memory')}>
        <Legend gpu={gpu} holders={holders} isLive={isLive} />
      </ul>
      {gpu.mig && gpu.mig.length > 0 && <Parts parts={gpu.mig} isLive={isLive} />}
    </>
  );
}

function Legend({ gpu, holders, isLive }: CardMemoryProps) {
  const { text, formats } = useLocale();
  const names = legendNames(holders);
  const others = othersOn(gpu, holders);
  const used = gpuFigure(gpu, 'vram_used_mb');
  const total = gpuFigure(gpu, 'vram_total_mb');
  const reason = gpu.unknown?.['vram_used_mb'];
  return (
    <>
      {holders.map(({ id, tone, memory, reason, count }, index) => (
        <li key={id} className={`rbee-card-holder ${toneClass(tone)}`}>
          {count === undefined ? names[index] : text('count.workers', { n: count })}{' '}
          {memory.known ? (
            <b>{formats.memory(memory.value)}</b>
          ) : (
            <NotKnown label={text('card.memory')} reason={reason} live={isLive} />
          )}
        </li>
      ))}
      {others && (
        <li className="rbee-card-holder rbee-card-holder--others">
          {text(others.kind === 'unattributed' ? 'card.unclaimed' : 'card.notKnownWhose', {
            size: formats.memory(others.mb),
          })}
        </li>
      )}
      {used !== undefined && total !== undefined && total > 0 && (
        <li className="rbee-card-holder rbee-card-holder--free">
          {text('card.free', { size: formats.memory(Math.max(0, total - used)) })}
        </li>
      )}
      {used === undefined && reason !== gpu.unknown?.['util_pct'] && (
        <li className="rbee-card-gap">
          <NotKnown label={text('card.memory')} reason={reason} live={isLive} brief />
        </li>
      )}
      {gpu.shares_ram && reason !== 'unified_memory' && (
        <li className="rbee-card-gap">{text('card.sharesRam')}</li>
      )}
    </>
  );
}

/** The model of each holder; with its name beside it where it names none, or where another one serves the same. */
function legendNames(holders: readonly Holder[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { model } of holders) if (model !== undefined) counts.set(model, (counts.get(model) ?? 0) + 1);
  return holders.map(({ name, model }) => {
    if (model === undefined) return name;
    return (counts.get(model) ?? 0) > 1 ? `${model} (${name})` : model;
  });
}

interface PartsProps {
  readonly parts: NonNullable<Gpu['mig']>;
  readonly isLive: boolean;
}

/** The parts into which a card is cut. */
function Parts({ parts, isLive }: PartsProps) {
  const { text, formats } = useLocale();
  return (
    <ul className="rbee-card-parts" aria-label={text('card.parts')}>
      {distinctGpus(parts).map((part, index) => {
        const reason = part.unknown?.['vram_used_mb'];
        const { vram_used_mb: used, vram_total_mb: total } = part;
        return (
          <li key={part.uuid} className="rbee-card-part">
            {text('card.part', { n: String(index) })}
            {reason === undefined && total > 0 && <ShareMeter share={used / total} />}
            {reason === undefined ? (
              <b>{formats.memoryOf(used, total)}</b>
            ) : (
              <NotKnown label={text('card.memory')} reason={reason} live={isLive} brief />
            )}
          </li>
        );
      })}
    </ul>
  );
}
