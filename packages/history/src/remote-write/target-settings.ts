/** What the settings of a target need, without the code that sends. */
export { credentials, isHeader } from './credentials.ts';
export { OWN_LABELS, REMOTE_WRITE_INTERVAL, type RemoteWriteTarget } from './remote-write-target.ts';
