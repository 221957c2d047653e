import { useRef } from 'react';
import { useLocale } from '../locale/index.ts';
import { INSIDE } from '../reason/index.ts';
import { useCopy } from '../use-copy.ts';

const WORDS = { idle: 'problems.copy', copied: 'problems.copied', refused: 'problems.selected' } as const;

interface CommandLineProps {
  readonly command: string;
  /** True in the row of a list: the keys of the row lead to the button. */
  readonly isInRow?: boolean;
}

/**
 * A command and a button that copies it. A page that was not loaded over TLS may not write to the clipboard: there the command is selected,
 * so that the reader can copy it.
 */
export function CommandLine({ command, isInRow = false }: CommandLineProps) {
  const { text } = useLocale();
  const code = useRef<HTMLElement>(null);
  const { state, copy } = useCopy();
  const copyOrSelect = async (): Promise<void> => {
    if (!(await copy(command)) && code.current) getSelection()?.selectAllChildren(code.current);
  };
  return (
    <span className="rbee-command">
      <code ref={code} className="rbee-command-text">
        {command}
      </code>
      <button
        type="button"
        className="rbee-command-copy"
        {...(isInRow && { tabIndex: -1, ...INSIDE })}
        onClick={copyOrSelect}
      >
        {text(WORDS[state])}
      </button>
    </span>
  );
}
