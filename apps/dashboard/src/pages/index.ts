/** What each address shows. */
export { Content } from './content.tsx';
export { HistoryNotice, PeekPanel } from './later-parts.ts';
export { PeekProvider, usePeek } from './use-peek.tsx';
