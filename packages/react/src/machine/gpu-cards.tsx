import type { FleetHive } from '@rbee/queen-rbee-sdk';
import { memo } from 'react';
import { holdersByGpu } from '../gpu-memory.ts';
import { useLocale } from '../locale/index.ts';
import { reasonWords } from '../reason/index.ts';
import { inOrder } from '../telemetry.ts';
import { GpuCard } from './gpu-card.tsx';

/** Props of `<GpuCards>`. */
export interface GpuCardsProps {
  /** From `useFleetPicture` or `fleetHive`. */
  readonly hive: FleetHive;
}

/** From this number of cards on they are smaller. */
const MANY = 5;

/**
 * The GPUs of a machine as cards, side by side: use with its past, who holds the memory, temperature, power, link, clocks and health in
 * words. With a history of the nearest provider's queen the past is five minutes, else the last minute that the page saw.
 */
export const GpuCards = memo(function GpuCards({ hive }: GpuCardsProps) {
  const locale = useLocale();
  const { text } = locale;
  const { gpus, workers, report } = hive;
  const { hive_id, node } = hive.hive;
  const gap = node?.unknown?.['gpus'];
  if (gpus.length === 0 && gap === undefined) return null;
  const holders = holdersByGpu(inOrder(workers.map(({ stats }) => stats)));
  return (
    <div className="rbee-scope rbee-cards-part">
      {gpus.length > 0 && (
        <ul
          className={`rbee-cards${gpus.length < MANY ? '' : ' rbee-cards--many'}`}
          aria-label={text('card.label', { hive: hive_id })}
        >
          {gpus.map((gpu) => (
            <GpuCard
              key={gpu.uuid}
              {...{ gpu, report }}
              hive={hive_id}
              holders={holders.get(gpu.uuid) ?? []}
            />
          ))}
        </ul>
      )}
      {gap !== undefined && (
        <p className="rbee-cards-gap">
          {text(gpus.length === 0 ? 'card.unread' : 'card.moreUnread', {
            reason: reasonWords(gap, locale, report === 'reporting').brief,
          })}
        </p>
      )}
    </div>
  );
});
