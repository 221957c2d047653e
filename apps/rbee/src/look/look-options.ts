import type { MonitorOptions } from '@rbee/monitor';
import type { LookSettings } from '../settings/index.ts';

/** Options of the monitor; what is not set is left to its defaults. */
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
