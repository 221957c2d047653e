import {
  createContext,
  type FocusEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { openBox } from './open-box.ts';
import { INSIDE } from './row-keys.ts';

/** Props of `<Reason>`. */
export interface ReasonProps {
  /** What is shown in its place, such as a dash. Its text is the name of the button. */
  readonly children: ReactNode;
  /** What the box says. */
  readonly why: ReactNode;
  readonly className?: string | undefined;
}

/** Where reasons stand: alone, in the row of a table, or in a list of facts that has room for words. */
const Place = createContext<'alone' | 'row' | 'facts'>('alone');

/** Where a reason stands. */
export const useReasonPlace = (): 'alone' | 'row' | 'facts' => useContext(Place);

/** Reasons below it are no tab stops of their own: the keys of the row lead to them (`moveInRow`). */
export const ReasonsOfRow = ({ children }: { readonly children: ReactNode }) => (
  <Place.Provider value="row">{children}</Place.Provider>
);

/** What is not known below it has its reason beside it in a few words. */
export const ReasonsInWords = ({ children }: { readonly children: ReactNode }) => (
  <Place.Provider value="facts">{children}</Place.Provider>
);

/** Time for which a mouse rests before the box opens, and for which it may be outside before it closes, milliseconds. */
const REST_MS = 350;
const OUTSIDE_MS = 200;

/**
 * A text that says why it is as it is: in a box that opens by a click or a tap, by the focus of the keyboard, by Enter, and when a mouse
 * rests on it. Escape closes it, and one is open at a time. It is in the top layer, so that nothing cuts it off.
 */
export function Reason({ children, why, className }: ReasonProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement | null>(null);
  const isInRow = useReasonPlace() === 'row';
  const box = useOpen();
  const setButton = useCallback((element: HTMLButtonElement | null) => {
    // Without an element it is about to be removed.
    if (element === null && button.current) giveFocusToRow(button.current);
    button.current = element;
  }, []);
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) box.close();
  };
  const onFocus = ({ target }: FocusEvent): void => {
    if (target === button.current && isByKeyboard(target)) box.open();
  };
  // A key on a button is a click without presses (`detail`): it opens, and only Escape closes.
  const onClick = ({ detail }: MouseEvent): void =>
    box.state === 'pinned' && detail > 0 ? box.close() : box.open();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button in it is what is interactive.
    <span
      className={`rbee-reason ${className ?? ''}`.trim()}
      onBlur={onBlur}
      onFocus={onFocus}
      {...box.hover}
    >
      <button
        ref={setButton}
        type="button"
        className="rbee-reason-button"
        tabIndex={isInRow ? -1 : 0}
        {...INSIDE}
        aria-expanded={box.state !== 'closed'}
        aria-describedby={box.state === 'closed' ? undefined : id}
        onClick={onClick}
      >
        {children}
      </button>
      {box.state !== 'closed' && (
        <Box id={id} anchor={button} onClose={box.close}>
          {why}
        </Box>
      )}
    </span>
  );
}

/** The state of a box: a mouse that rests opens it until it leaves, everything else until it is closed. */
function useOpen() {
  const [state, setState] = useState<'closed' | 'hovered' | 'pinned'>('closed');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const soon = (ms: number, then: () => void): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(then, ms);
  };
  const become = (next: typeof state): void => {
    clearTimeout(timer.current);
    setState(next);
  };
  const ifMouse =
    (act: () => void) =>
    ({ pointerType }: PointerEvent): void => {
      if (pointerType === 'mouse') act();
    };
  return {
    state,
    open: () => become('pinned'),
    close: () => become('closed'),
    hover: {
      onPointerEnter: ifMouse(() =>
        soon(REST_MS, () => setState((is) => (is === 'closed' ? 'hovered' : is))),
      ),
      onPointerLeave: ifMouse(() =>
        soon(OUTSIDE_MS, () => setState((is) => (is === 'hovered' ? 'closed' : is))),
      ),
    },
  };
}

const isByKeyboard = (target: Element): boolean => {
  try {
    return target.matches(':focus-visible');
  } catch {
    // A browser that does not know it does not tell keyboards from mice.
    return false;
  }
};

/** When the figure becomes known while its reason has the focus, the focus goes to the entry of the row, and not to nobody. */
function giveFocusToRow(button: HTMLButtonElement): void {
  if (button !== document.activeElement) return;
  button.closest('[data-rbee-row]')?.querySelector<HTMLElement>('[data-rbee-entry]')?.focus();
}

interface BoxProps {
  readonly id: string;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function Box({ id, anchor, onClose, children }: BoxProps) {
  const box = useRef<HTMLSpanElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    if (box.current && anchor.current) return openBox(box.current, anchor.current, () => close.current());
    return undefined;
  }, [anchor]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks from what is around it.
    <span
      ref={box}
      id={id}
      role="tooltip"
      popover="manual"
      tabIndex={-1}
      className="rbee-reason-box"
      onClick={(event) => event.stopPropagation()}
    >
      {children}
    </span>
  );
}
