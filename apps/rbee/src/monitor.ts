import type { EngineOptions, MonitorOptions } from '@rbee/monitor';
import type { EngineSettings, MonitorSettings } from './settings/index.ts';

/** Options of the monitor; a setting without a value is left to the monitor's default. */
export const monitorOptions = (
  settings: Partial<MonitorSettings>,
): Pick<MonitorOptions, 'watch' | 'ignore' | 'procRoot' | 'sysRoot' | 'nvmlLibrary'> => ({
  ...(settings.watch && { watch: settings.watch }),
  ...(settings.ignore && { ignore: settings.ignore }),
  ...(settings.procRoot && { procRoot: settings.procRoot }),
  ...(settings.sysRoot && { sysRoot: settings.sysRoot }),
  ...(settings.nvmlLibrary && { nvmlLibrary: settings.nvmlLibrary }),
});

/** How engines are asked, with the keys that were read. */
export const engineOptions = (
  {
    engines,
    engineMetrics,
    engineWithoutMetrics,
  }: Pick<EngineSettings, 'engines' | 'engineMetrics' | 'engineWithoutMetrics'>,
  keys: EngineOptions['keys'],
): EngineOptions => ({
  enabled: engines,
  keys: keys ?? [],
  withoutMetrics: engineMetrics ? engineWithoutMetrics : ['*'],
});
