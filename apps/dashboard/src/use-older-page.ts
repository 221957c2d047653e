import { useQueenInfo } from '@rbee/queen-rbee-react';
import { useEffect } from 'react';
import { savedText, saveText } from './storage.ts';

/** `no`: the page is the one that its queen has; `reloads`: it is older, and loads itself again; `still`: that has not helped. */
export type Older = 'no' | 'reloads' | 'still';

const KEY = 'rbee-reloaded-for';

/** Time in which a reader can see why the page is loaded again, milliseconds. */
const NOTICE_MS = 3_000;

/** When this page was built, as its build wrote it into the document. */
const builtAt = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[name="rbee-built"]')?.content || undefined;

/**
 * Tells whether the queen has another build of the page than the one that is open, as after an update, and loads the page again: once for
 * each build, so that a copy that something between them keeps is no loop. Without a place to note that, it only tells.
 */
export function useOlderPage(reload: () => void = () => location.reload()): Older {
  const ofQueen = useQueenInfo()?.build_timestamp ?? undefined;
  const own = builtAt();
  const isOlder = ofQueen !== undefined && own !== undefined && Date.parse(own) !== Date.parse(ofQueen);
  const older = !isOlder ? 'no' : savedText('sessionStorage', KEY) === ofQueen ? 'still' : 'reloads';
  useEffect(() => {
    if (older !== 'reloads' || ofQueen === undefined) return;
    const timer = setTimeout(() => {
      // If that cannot be kept, a reload could be one of many.
      if (saveText('sessionStorage', KEY, ofQueen)) reload();
    }, NOTICE_MS);
    return () => clearTimeout(timer);
  }, [older, ofQueen, reload]);
  return older;
}
