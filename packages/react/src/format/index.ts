export { formatDuration } from './duration.ts';
export { formatPercent } from './percent.ts';
export { formatRate } from './rate.ts';
export { reasonInFull, reasonInWords } from './reason.ts';
export { formatMib, formatMibOf } from './size.ts';
export { systemName } from './system-name.ts';
