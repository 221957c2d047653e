import { useRef, useState } from 'react';
import { useLocale } from '../locale/index.ts';

/**
 * A command and a button that copies it. A page that was not loaded over TLS may not write to the clipboard: there the command is selected,
 * so that the reader can copy it.
 */
export function CommandLine({ command }: { readonly command: string }) {
  const { text } = useLocale();
  const code = useRef<HTMLElement>(null);
  const [done, setDone] = useState<'problems.copied' | 'problems.selected'>();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(command);
      setDone('problems.copied');
    } catch {
      if (code.current) getSelection()?.selectAllChildren(code.current);
      setDone('problems.selected');
    }
  };
  return (
    <span className="rbee-command">
      <code ref={code} className="rbee-command-text">
        {command}
      </code>
      <button type="button" className="rbee-command-copy" onClick={copy}>
        {text(done ?? 'problems.copy')}
      </button>
    </span>
  );
}
