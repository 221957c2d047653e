/** A key that was pressed. */
export interface Key {
  /** As Node names it: `up`, `pagedown`, `return`, `a`. */
  readonly name: string;
  readonly ctrl: boolean;
  /** The text that it types; empty for keys that type none. */
  readonly typed: string;
}

/** What Node's `emitKeypressEvents` tells of a key. */
export interface Keypress {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly meta?: boolean | undefined;
}

/** Characters that are typed; everything else moves or commands. */
const TYPED = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Cn}]+$/u;

/** A key, of what Node tells: the text of it, and how it is named. */
export function keyOf(
  text: string | undefined,
  { name, sequence, ctrl = false, meta = false }: Keypress,
): Key {
  const isTyped = text !== undefined && !ctrl && !meta && TYPED.test(text);
  return { name: isTyped ? text : (name ?? sequence ?? ''), ctrl, typed: isTyped ? text : '' };
}
