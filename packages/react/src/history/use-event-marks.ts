import { type HistoryEvent, spanOf } from '@rbee/queen-rbee-sdk';
import { useEffect, useMemo, useState } from 'react';
import { useLocale } from '../locale/index.ts';
import { useStore } from '../store.tsx';
import { isMarked, type LiveEvent, marksOf } from './event-marks.ts';
import type { ChartMark } from './plot.ts';

/** How often the history is asked for what the stream does not tell: models that change, states of engines. */
const ASK_EVERY_MS = 60_000;
const MOST_EVENTS = 1_000;

/** What happened on a hive in a range that ends at the present, or in a part of the past. Without an answer there are no marks. */
export function useEventMarks(hive: string, range: string): readonly ChartMark[] {
  const store = useStore();
  const { text } = useLocale();
  const [past, setPast] = useState<readonly HistoryEvent[]>([]);
  const [live, setLive] = useState<readonly LiveEvent[]>([]);
  useEffect(() => {
    const { client } = store;
    if (!client) return;
    const request = new AbortController();
    const { signal } = request;
    const span = spanOf(range);
    const time = span ? { from: new Date(span.from), to: new Date(span.to) } : { from: `-${range}` };
    const ask = (): void => {
      client.history.events({ hive, ...time, limit: MOST_EVENTS }, { signal }).then(
        // If there are more, the newest are missing; so many could not be told apart anyway.
        ({ items, next_cursor }) => signal.aborted || setPast(next_cursor === null ? items : []),
        () => {},
      );
    };
    ask();
    const timer = setInterval(ask, ASK_EVERY_MS);
    const leave = store.onEvent((event) => {
      if (isMarked(event, hive)) setLive((before) => [...before.slice(-MOST_EVENTS), event]);
    });
    return () => {
      request.abort();
      clearInterval(timer);
      leave();
      setPast([]);
      setLive([]);
    };
  }, [store, hive, range]);
  return useMemo(() => marksOf([...past, ...live], text), [past, live, text]);
}
