import { followWith } from '@rbee/queen-rbee-react';
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import { DEFAULT_VIEW, type Place, pathOf, placeOf, searchOf, type View, viewOf } from '../address.ts';
import { type Spot, Visits } from './visits.ts';

/** Where the page is, and the ways to other places. */
export interface Address {
  /** The path of the queen, such as `/rbee` behind a proxy, or an empty text. */
  readonly base: string;
  /** Null if the page has no such address. */
  readonly place: Place | null;
  readonly view: View;
  /** The address of a place, for a link. It keeps the kiosk and the density, and of the rest what `view` says. */
  readonly hrefOf: (place: Place, view?: Partial<View>) => string;
  /** Goes to a place; the way back is kept. */
  readonly go: (place: Place, view?: Partial<View>) => void;
  /** Changes the view of this place; the way back leads to the place before. */
  readonly change: (view: Partial<View>) => void;
  /** Where the reader was when this place was left; undefined unless Back or Forward led to it. */
  readonly returned: Spot | undefined;
}

const AddressContext = createContext<Address | null>(null);

const CHANGED = 'rbee-address';

const visits = new Visits();

function subscribe(listener: () => void): () => void {
  const onPop = (): void => {
    visits.popped();
    listener();
  };
  history.scrollRestoration = 'manual';
  window.addEventListener('popstate', onPop);
  window.addEventListener(CHANGED, listener);
  return () => {
    window.removeEventListener('popstate', onPop);
    window.removeEventListener(CHANGED, listener);
  };
}

const current = (): string => location.pathname + location.search;

function moveTo(href: string, how: 'push' | 'replace'): void {
  if (href === current()) return;
  visits[how](href);
  window.dispatchEvent(new Event(CHANGED));
  if (how === 'push') window.scrollTo(0, 0);
}

/** Reads the address of the page below the queen's path, such as `/rbee` behind a proxy or an empty text. */
export function AddressProvider({ base, children }: { readonly base: string; readonly children: ReactNode }) {
  const href = useSyncExternalStore(subscribe, current);
  const address = useMemo((): Address => {
    const [path = '', search = ''] = href.split('?');
    const place = path.startsWith(base) ? placeOf(path.slice(base.length)) : null;
    const view = viewOf(search);
    const kept = { ...DEFAULT_VIEW, kiosk: view.kiosk, density: view.density };
    const hrefOf = (to: Place, more: Partial<View> = {}) =>
      base + pathOf(to) + searchOf({ ...kept, ...more });
    return {
      base,
      place,
      view,
      returned: visits.returned,
      hrefOf,
      go: (to, more) => moveTo(hrefOf(to, more), 'push'),
      change: (more) => moveTo(path + searchOf({ ...view, ...more }), 'replace'),
    };
  }, [href, base]);
  return <AddressContext.Provider value={address}>{children}</AddressContext.Provider>;
}

/** The address of the page. */
export function useAddress(): Address {
  const address = useContext(AddressContext);
  if (!address) throw new Error('useAddress needs an <AddressProvider> around it');
  return address;
}

interface LinkProps {
  readonly to: Place;
  readonly view?: Partial<View>;
  readonly className?: string;
  readonly isCurrent?: boolean;
  readonly children: ReactNode;
}

/** A link to a place of the page. With a modifier key the browser opens it as usual. */
export function Link({ to, view, className, isCurrent, children }: LinkProps) {
  const { hrefOf, go } = useAddress();
  return (
    <a
      href={hrefOf(to, view)}
      className={className}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={followWith(() => go(to, view))}
    >
      {children}
    </a>
  );
}
