import { ACCESS_LIMITS } from '@rbee/queen-rbee-sdk';
import { useState } from 'react';
import { Dialog } from '../frame/index.ts';
import { useCalls } from './part.tsx';
import { Failure, Field, Form, Select, ShownOnce } from './parts.tsx';
import { INVITE_SPANS, SPANS } from './spans.ts';
import { useAccessText } from './use-access-text.ts';
import { useAction } from './use-action.ts';

/** Makes an invite, and shows its line once. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useAccessText();
  const calls = useCalls();
  const [hive, setHive] = useState('');
  const [uses, setUses] = useState('1');
  const [span, setSpan] = useState<(typeof INVITE_SPANS)[number]>('span.hour');
  const [join, setJoin] = useState<string | null>(null);
  const { isBusy, error, run } = useAction();
  const invite = () =>
    run(async () => {
      const made = await calls.invite({
        ...(hive.trim() !== '' && { hive_id: hive.trim() }),
        uses: Number(uses),
        expires_in_s: SPANS[span],
      });
      setJoin(made.join);
    });
  return (
    <Dialog title={text('invite')} onClose={onClose}>
      {join !== null ? (
        <ShownOnce label={text('invite.line')} value={`rbee hive --join ${join}`} />
      ) : (
        <Form
          onSubmit={() => {
            void invite();
          }}
        >
          <Field
            label={text('invite.hive')}
            value={hive}
            onChange={setHive}
            autoComplete="off"
            hint={text('invite.hive.hint')}
          />
          <Field
            label={text('uses')}
            type="number"
            min={1}
            max={ACCESS_LIMITS.maxInviteUses}
            value={uses}
            onChange={setUses}
            required
          />
          <Select
            label={text('validFor')}
            value={span}
            options={INVITE_SPANS.map((it) => [it, text(it)] as const)}
            onChange={setSpan}
          />
          <Failure words={error} />
          <button type="submit" className="access-button access-button--main" disabled={isBusy}>
            {text('invite.do')}
          </button>
        </Form>
      )}
    </Dialog>
  );
}
