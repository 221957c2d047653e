import { createContext, type ReactNode, useContext } from 'react';
import { useHistory } from './use-series.ts';

/** What the parts of a monitor show of the past. */
interface ShownHistory {
  /** True: the charts of each hive are open at first. */
  readonly areChartsOpen: boolean;
}

const HistoryContext = createContext<ShownHistory | null>(null);

interface ShowHistoryProps extends ShownHistory {
  readonly children?: ReactNode;
}

/** Lets the parts below show the past, if the queen of the nearest provider keeps one. */
export function ShowHistory({ areChartsOpen, children }: ShowHistoryProps) {
  const isOn = useHistory().status === 'on';
  return (
    <HistoryContext.Provider value={isOn ? (areChartsOpen ? OPEN : CLOSED) : null}>
      {children}
    </HistoryContext.Provider>
  );
}

const OPEN: ShownHistory = { areChartsOpen: true };
const CLOSED: ShownHistory = { areChartsOpen: false };

/** What is shown of the past; null if nothing is. */
export const useShownHistory = (): ShownHistory | null => useContext(HistoryContext);
