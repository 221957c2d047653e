import { queenToken } from './access-command-settings.ts';
import { toggle, type ValuesOf } from './setting.ts';
import { hiveIdSetting, type Machine, queenAddress, queenTrust } from './tables.ts';

/** Settings of `rbee status`. */
export const statusTable = (machine: Machine) => ({
  ...queenAddress,
  ...queenTrust,
  ...queenToken(machine),
  ...hiveIdSetting(machine),
  json: toggle(false, { flag: '--json', about: 'print it as JSON' }),
});

/** Values of the settings of `rbee status`. */
export type StatusSettings = ValuesOf<ReturnType<typeof statusTable>>;
