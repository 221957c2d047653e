import { useState } from 'react';

/** A way to copy texts, and what became of the last one. */
export interface Copy {
  readonly state: 'idle' | 'copied' | 'refused';
  /** Resolves to false if the page may not write to the clipboard, as one that was not loaded over TLS. */
  readonly copy: (text: string) => Promise<boolean>;
}

/** Copies texts to the clipboard. */
export function useCopy(): Copy {
  const [state, setState] = useState<Copy['state']>('idle');
  const copy = async (text: string): Promise<boolean> => {
    const isCopied = await write(text);
    setState(isCopied ? 'copied' : 'refused');
    return isCopied;
  };
  return { state, copy };
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
