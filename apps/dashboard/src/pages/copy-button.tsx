import { useCopy, useLocale } from '@rbee/queen-rbee-react';

/** Copies a text; says so for a moment. Without a clipboard, such as over plain HTTP, the text is shown instead. */
export function CopyButton({ label, content }: { readonly label: string; readonly content: () => string }) {
  const { text } = useLocale();
  const { state, copy } = useCopy();
  return (
    <>
      <button type="button" className="views-choice worker-copy" onClick={() => copy(content())}>
        {state === 'copied' ? text('worker.copied') : label}
      </button>
      {state === 'refused' && <pre className="worker-json">{content()}</pre>}
    </>
  );
}
