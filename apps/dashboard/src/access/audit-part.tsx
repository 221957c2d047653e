import type { AuditEntry } from '@rbee/queen-rbee-sdk';
import { useEffect, useState } from 'react';
import { useAddress } from '../frame/index.ts';
import { PartBox, useCalls } from './part.tsx';
import { Table, useTimeWords } from './parts.tsx';
import { useAccessText } from './use-access-text.ts';
import { useAction } from './use-action.ts';

const PAGE = 50;

/** Who did what, the newest first. */
export function AuditPart() {
  const text = useAccessText();
  const timeWords = useTimeWords();
  const calls = useCalls();
  const { base } = useAddress();
  const [entries, setEntries] = useState<readonly AuditEntry[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const { isBusy, error, run } = useAction();
  const load = (cursor: string | undefined) =>
    run(async () => {
      const page = await calls.audit({ limit: PAGE, cursor });
      setEntries((before) => [...(cursor === undefined ? [] : (before ?? [])), ...page.items]);
      setNext(page.next_cursor);
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first page is asked for once.
  useEffect(() => {
    void load(undefined);
  }, []);
  return (
    <PartBox title={text('audit')} about={text('audit.about')} error={error}>
      <p className="access-buttons">
        <button
          type="button"
          className="access-button"
          disabled={isBusy}
          onClick={() => void run(() => download(`${base}/v1/access/audit`))}
        >
          {text('audit.download')}
        </button>
      </p>
      {entries && (
        <Table
          name={text('audit')}
          heads={[text('when'), text('who'), text('what'), text('target'), text('address'), text('result')]}
          none={text('none')}
          rows={entries.map((entry) => ({
            key: `${entry.entry_id}`,
            cells: [
              timeWords(entry.at),
              entry.who,
              entry.count > 1 ? `${entry.what} × ${entry.count}` : entry.what,
              entry.target,
              entry.address,
              entry.result,
            ],
          }))}
        />
      )}
      {next !== null && (
        <p className="access-buttons">
          <button type="button" className="access-button" disabled={isBusy} onClick={() => void load(next)}>
            {text('more')}
          </button>
        </p>
      )}
    </PartBox>
  );
}

/** Saves the whole log as NDJSON. A link could not say that it wants that form. */
async function download(address: string): Promise<void> {
  const answer = await fetch(address, { headers: { accept: 'application/x-ndjson' } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = 'rbee-audit.ndjson';
  link.click();
  URL.revokeObjectURL(link.href);
}
