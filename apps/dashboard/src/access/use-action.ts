import { useCallback, useEffect, useRef, useState } from 'react';
import { failureWords } from './failure-words.ts';
import { useAccessText } from './use-access-text.ts';

/** Something that a reader asks for and that can be refused. */
export interface Action {
  readonly isBusy: boolean;
  /** Why the last one failed; null without a failure. */
  readonly error: string | null;
  /** Does it unless one is being done. Resolves to true if it succeeded. */
  readonly run: (act: () => Promise<unknown>) => Promise<boolean>;
}

/** Does one thing at a time. */
export function useAction(): Action {
  const text = useAccessText();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const runs = useRef(false);
  const run = async (act: () => Promise<unknown>): Promise<boolean> => {
    if (runs.current) return false;
    runs.current = true;
    setBusy(true);
    setError(null);
    try {
      await act();
      return true;
    } catch (failure) {
      setError(failureWords(failure, text));
      return false;
    } finally {
      runs.current = false;
      setBusy(false);
    }
  };
  return { isBusy, error, run };
}

/** An answer of the queen that a part shows. */
export interface Loaded<T> {
  /** Null until it has come. */
  readonly data: T | null;
  readonly error: string | null;
  readonly reload: () => Promise<void>;
}

/** Asks the queen when the part is shown, and again after each change. `load` stays the same function. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const text = useAccessText();
  const [data, setData] = useState<T | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const latest = useRef(load);
  latest.current = load;
  const reload = useCallback(async () => {
    try {
      setData(await latest.current());
      setFailure(null);
    } catch (error) {
      setFailure(error);
    }
  }, []);
  useEffect(() => {
    void reload();
  }, [reload]);
  return { data, error: failure === null ? null : failureWords(failure, text), reload };
}
