import { HiveView } from '@rbee/queen-rbee-react';
import type { FleetHive, FleetWorker } from '@rbee/queen-rbee-sdk';
import { type ReactNode, useMemo } from 'react';
import { useAddress } from '../frame/index.ts';
import { useRowLinks } from './use-row-links.ts';

interface MachinesProps {
  readonly hives: readonly FleetHive[];
  /** The workers that the filter leaves; null without a filter. */
  readonly found: readonly FleetWorker[] | null;
  /** Shown in the head of the first. */
  readonly tools: ReactNode;
}

/** Hives in full, one below the other. */
export function Machines({ hives, found, tools }: MachinesProps) {
  const { hrefOf, go } = useAddress();
  const rows = useRowLinks();
  const foundByHive = useMemo(() => found && Map.groupBy(found, ({ hive }) => hive.hive_id), [found]);
  const onOpenHive = useMemo(() => (hive_id: string) => go({ page: 'hive', hive_id }), [go]);
  return hives.map((hive, index) => {
    const { hive_id } = hive.hive;
    return (
      <HiveView
        key={hive_id}
        {...rows}
        {...{ hive, onOpenHive }}
        href={hrefOf({ page: 'hive', hive_id })}
        workers={foundByHive?.get(hive_id)}
        tools={index === 0 ? tools : undefined}
      />
    );
  });
}
