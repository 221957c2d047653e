import type { MonitorOptions } from '@rbee/monitor';
import type { LookSettings } from '../settings/index.ts';

/** What a monitor is told of where and for what to look; what nobody said is left to its defaults. */
export const lookOptions = ({
  watch,
  ignore,
  procRoot,
  sysRoot,
}: Partial<LookSettings>): Partial<MonitorOptions> => ({
  ...(watch && { watch }),
  ...(ignore && { ignore }),
  ...(procRoot && { procRoot }),
  ...(sysRoot && { sysRoot }),
});
