import { useCallback, useState } from 'react';
import { savedText, saveText } from './storage.ts';

const KEY = 'rbee-dismissed';

/** Causes that are kept: the last ones. */
const MOST = 50;

/** The notices that a reader has dismissed, by their causes; kept for the next visits where the browser allows it. */
export interface Dismissed {
  readonly has: (cause: string) => boolean;
  readonly add: (cause: string) => void;
}

/** Keeps which notices were dismissed. */
export function useDismissed(): Dismissed {
  const [causes, setCauses] = useState(saved);
  const has = useCallback((cause: string) => causes.includes(cause), [causes]);
  const add = useCallback((cause: string) => {
    setCauses((before) => {
      const next = [...before.filter((it) => it !== cause), cause].slice(-MOST);
      // If it cannot be kept, it counts for this visit.
      saveText('localStorage', KEY, JSON.stringify(next));
      return next;
    });
  }, []);
  return { has, add };
}

function saved(): readonly string[] {
  try {
    const causes: unknown = JSON.parse(savedText('localStorage', KEY) ?? '[]');
    return Array.isArray(causes) ? causes.filter((it) => typeof it === 'string').slice(-MOST) : [];
  } catch {
    return [];
  }
}
