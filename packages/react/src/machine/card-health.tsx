import type { Gpu } from '@rbee/queen-rbee-sdk';
import { isGrave } from '../format.ts';
import { isTextKey, type Locale, useLocale } from '../locale/index.ts';
import { Reason } from '../reason/index.ts';

/** What is wrong with a card or slows it down, in words, and on request what each of it means. */
export function CardHealth({ gpu }: { readonly gpu: Gpu }) {
  const { text } = useLocale();
  const { health } = gpu;
  // Of a card that cannot be read its use says why.
  if (!health && gpu.unknown?.['util_pct'] !== undefined) return null;
  const codes = [...new Set(health)];
  const tone = codes.some(isGrave) ? 'grave' : codes.length > 0 ? 'warning' : 'fine';
  return (
    <span className={`rbee-card-health rbee-card-health--${tone}`}>
      <span className="rbee-hidden">{text('health.label')}: </span>
      {codes.length === 0 ? (
        text(health ? 'health.ok' : 'health.notChecked')
      ) : (
        <Reason why={<Meanings codes={codes} xid={gpu.last_xid} />}>
          {codes.map((code) => codeWords(code, gpu.last_xid, text)).join(', ')}
        </Reason>
      )}
    </span>
  );
}

/** A code of a later version has no words of its own. */
function codeWords(code: string, xid: number | undefined, text: Locale['text']): string {
  const key = `health.${code}`;
  const words = isTextKey(key) ? text(key) : code.replaceAll('_', ' ');
  return code === 'xid' && xid !== undefined ? `${words} XID ${xid}` : words;
}

interface MeaningsProps {
  readonly codes: readonly string[];
  readonly xid: number | undefined;
}

function Meanings({ codes, xid }: MeaningsProps) {
  const { text } = useLocale();
  return codes.map((code) => {
    const key = code === 'power_limit' ? 'health.power_limit.about' : `problem.gpu.${code}`;
    return (
      <span key={code} className="rbee-card-meaning">
        {isTextKey(key) ? text(key) : codeWords(code, xid, text)}
      </span>
    );
  });
}
