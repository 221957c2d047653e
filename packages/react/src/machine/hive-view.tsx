import type { FleetWorker } from '@rbee/queen-rbee-sdk';
import { memo, type ReactNode, useId } from 'react';
import type { WorkerLinks } from '../tables/index.ts';
import { GpuCards } from './gpu-cards.tsx';
import { HiveHead, type HiveHeadProps } from './hive-head.tsx';
import { MachineFacts } from './machine-facts.tsx';
import { NoWorkers } from './no-workers.tsx';
import { WorkerRows, type WorkerRowsProps } from './worker-rows.tsx';

/** Props of `<HiveView>`. */
export interface HiveViewProps
  extends Pick<HiveHeadProps, 'hive' | 'href' | 'tools'>,
    WorkerLinks,
    Pick<WorkerRowsProps, 'columns' | 'onColumns'> {
  /** The workers that are shown, such as those that a filter leaves; default all. */
  readonly workers?: readonly FleetWorker[] | undefined;
  /** Called instead of following `href`. */
  readonly onOpenHive?: ((hiveId: string) => void) | undefined;
  /** Shown between the cards and the workers, such as a `<HiveHistory>`. */
  readonly children?: ReactNode;
}

/** One machine: who it is, its GPUs, its workers and what it does itself. Rendered again only with its next sample. */
export const HiveView = memo(function HiveView(props: HiveViewProps) {
  const { hive, href, tools, workers = hive.workers, onOpenHive, children, ...rows } = props;
  const id = useId();
  const { hive_id } = hive.hive;
  return (
    <section className={`rbee-scope rbee-box rbee-box--${hive.report}`} aria-labelledby={`${id}name`}>
      <HiveHead
        {...{ hive, href, tools }}
        nameId={`${id}name`}
        onOpen={onOpenHive && (() => onOpenHive(hive_id))}
      />
      <GpuCards hive={hive} />
      {children}
      {hive.workers.length === 0 ? (
        <NoWorkers hive={hive} />
      ) : (
        <WorkerRows {...rows} name={hive_id} workers={workers} />
      )}
      <MachineFacts hive={hive} />
    </section>
  );
});
