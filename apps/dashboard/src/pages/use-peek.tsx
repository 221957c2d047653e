import type { PeekList } from '@rbee/queen-rbee-react';
import type { FleetWorker } from '@rbee/queen-rbee-sdk';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useAddress } from '../frame/index.ts';

/** What is shown in the panel beside the page, and the list that it is of. */
export type Peeked =
  | { readonly kind: 'worker'; readonly id: string; readonly list: PeekList<FleetWorker> }
  | { readonly kind: 'hive'; readonly id: string; readonly list: PeekList<string> };

/** The panel beside the page: what it shows, and the ways to open, move and close it. */
export interface Peek {
  readonly peeked: Peeked | null;
  readonly onWorker: (worker: FleetWorker, list: PeekList<FleetWorker>) => void;
  readonly onHive: (id: string, list: PeekList<string>) => void;
  /** Shows the entry after (1) or before (-1). Nothing at the ends of the list. */
  readonly move: (step: 1 | -1) => void;
  /** Closes it, and gives the focus back to the entry that was shown. */
  readonly close: () => void;
}

const PeekContext = createContext<Peek | null>(null);

/** Keeps what is peeked at; another place of the page closes the panel. */
export function PeekProvider({ children }: { readonly children: ReactNode }) {
  const { place } = useAddress();
  const [peeked, setPeeked] = useState<Peeked | null>(null);
  const path = JSON.stringify(place);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `path` stands for the place.
  useEffect(() => setPeeked(null), [path]);
  const closed = useRef<Peeked | null>(null);
  // Once the panel is gone: while a sheet is open, nothing else can have the focus.
  useEffect(() => {
    if (peeked === null) closed.current?.list.focus(closed.current.id);
    closed.current = null;
  }, [peeked]);
  const onWorker = useCallback<Peek['onWorker']>(
    ({ id }, list) => setPeeked({ kind: 'worker', id, list }),
    [],
  );
  const onHive = useCallback<Peek['onHive']>((id, list) => setPeeked({ kind: 'hive', id, list }), []);
  const peek = useMemo(
    (): Peek => ({
      ...{ peeked, onWorker, onHive },
      move: (step) => {
        const next = peeked && besideOf(peeked, step);
        if (next) setPeeked(next);
      },
      close: () => {
        closed.current = peeked;
        setPeeked(null);
      },
    }),
    [peeked, onWorker, onHive],
  );
  return <PeekContext.Provider value={peek}>{children}</PeekContext.Provider>;
}

function besideOf(peeked: Peeked, step: 1 | -1): Peeked | undefined {
  if (peeked.kind === 'worker') {
    const next = peeked.list.beside(peeked.id, step);
    return next && { ...peeked, id: next.id };
  }
  const id = peeked.list.beside(peeked.id, step);
  return id === undefined ? undefined : { ...peeked, id };
}

/** The panel beside the page. */
export function usePeek(): Peek {
  const peek = useContext(PeekContext);
  if (!peek) throw new Error('usePeek needs a <PeekProvider> around it');
  return peek;
}
