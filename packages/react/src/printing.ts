import { useSyncExternalStore } from 'react';

let isPrinted = false;

function subscribe(listener: () => void): () => void {
  const set = (value: boolean): void => {
    isPrinted = value;
    listener();
  };
  const paper = window.matchMedia?.('print');
  const begin = (): void => set(true);
  const end = (): void => set(false);
  const change = ({ matches }: MediaQueryListEvent): void => set(matches);
  window.addEventListener('beforeprint', begin);
  window.addEventListener('afterprint', end);
  paper?.addEventListener('change', change);
  return () => {
    window.removeEventListener('beforeprint', begin);
    window.removeEventListener('afterprint', end);
    paper?.removeEventListener('change', change);
  };
}

/** True while the page is printed. What depends on it is rendered before the paper is laid out: changes of a store are not put off. */
export const useIsPrinted = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => isPrinted,
    () => false,
  );
