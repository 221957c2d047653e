export {
  type AdminResetSettings,
  adminResetTable,
  type InviteSettings,
  inviteTable,
  type TokenCreateSettings,
  type TokenListSettings,
  type TokenRevokeSettings,
  tokenCreateTable,
  tokenListTable,
  tokenRevokeTable,
} from './access-command-settings.ts';
export { type AccessSettings, hasAccessControl, isReachable } from './access-settings.ts';
export { DEFAULT_QUEEN_URL } from './join-settings.ts';
export {
  type HistoryExportSettings,
  type HistoryInfoSettings,
  type HistoryPruneSettings,
  historyExportTable,
  historyInfoTable,
  historyPruneTable,
} from './past-settings.ts';
export { type EngineKeyFile, type EngineKeyVariable, hostOf, isEveryAddress, isLoopback } from './readers.ts';
export {
  type Environment,
  type FileValues,
  type Flags,
  flagName,
  resolve,
  shownValue,
  withoutSecrets,
} from './resolve.ts';
export { type RunSettings, runTable } from './run-settings.ts';
export { asSentence, type Setting, type Settings, type ValuesOf } from './setting.ts';
export { type SimulateSettings, simulateTable } from './simulate-settings.ts';
export { type StatusSettings, statusTable } from './status-settings.ts';
export * from './tables.ts';
export { type TlsSettings, tlsSettings } from './tls-settings.ts';
export { type TopSettings, topTable } from './top-settings.ts';
