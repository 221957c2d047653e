import { HiveHistory, HiveView, useHistory, useLocale } from '@rbee/queen-rbee-react';
import type { FleetHive } from '@rbee/queen-rbee-sdk';
import { useAddress } from '../frame/index.ts';
import { CopyButton } from './copy-button.tsx';
import { useRowLinks } from './use-row-links.ts';

/** One hive: its machine and workers now, and between them their past. */
export function HivePage({ hive }: { readonly hive: FleetHive }) {
  const { text } = useLocale();
  const hasHistory = useHistory().status === 'on';
  const rows = useRowLinks();
  const { view, change } = useAddress();
  const tools = (
    <CopyButton label={text('worker.copyJson')} content={() => JSON.stringify(hive.hive, null, 2)} />
  );
  return (
    <HiveView {...rows} hive={hive} tools={tools}>
      {hasHistory && (
        <HiveHistory hive={hive.hive} open range={view.range} onRange={(range) => change({ range })} />
      )}
    </HiveView>
  );
}
