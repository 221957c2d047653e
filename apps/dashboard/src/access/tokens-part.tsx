import { ACCESS_LIMITS, type NewToken, SCOPES, type Scope } from '@rbee/queen-rbee-sdk';
import { useState } from 'react';
import { PartBox, useCalls } from './part.tsx';
import { AskFirst, Field, Form, Select, ShownOnce, Table, useTimeWords } from './parts.tsx';
import { SPANS, TOKEN_SPANS } from './spans.ts';
import { useAccessText } from './use-access-text.ts';
import { useAction, useLoaded } from './use-action.ts';

/** The API tokens of programs. */
export function TokensPart() {
  const text = useAccessText();
  const timeWords = useTimeWords();
  const calls = useCalls();
  const { data, error, reload } = useLoaded(() => calls.tokens());
  const action = useAction();
  return (
    <>
      <PartBox title={text('tokens')} about={text('tokens.about')} error={action.error ?? error}>
        {data && (
          <Table
            name={text('tokens')}
            heads={[
              text('name'),
              text('scopes'),
              text('created'),
              text('expires'),
              text('lastUsed'),
              text('actions'),
            ]}
            none={text('tokens.none')}
            rows={data.items.map((token) => ({
              key: token.token_id,
              cells: [
                token.name,
                token.scopes.join(', '),
                text('by', { time: timeWords(token.created_at), who: token.created_by }),
                timeWords(token.expires_at),
                timeWords(token.last_used_at),
                <AskFirst
                  key="do"
                  label={text('revoke')}
                  question={text('revoke.token', { name: token.name })}
                  onConfirm={() =>
                    void action.run(() => calls.revokeToken(token.token_id).then(() => reload()))
                  }
                />,
              ],
            }))}
          />
        )}
      </PartBox>
      <AddToken onAdded={reload} />
    </>
  );
}

function AddToken({ onAdded }: { readonly onAdded: () => Promise<void> }) {
  const text = useAccessText();
  const calls = useCalls();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(['read', 'stream']);
  const [span, setSpan] = useState<(typeof TOKEN_SPANS)[number] | 'never'>('span.month');
  const [made, setMade] = useState<NewToken | null>(null);
  const { isBusy, error, run } = useAction();
  const add = async (): Promise<void> => {
    const isAdded = await run(async () => {
      const expires = span === 'never' ? {} : { expires_in_s: SPANS[span] };
      setMade(await calls.addToken({ name, scopes, ...expires }));
      await onAdded();
    });
    if (isAdded) setName('');
  };
  return (
    <PartBox title={text('tokens.add')} error={error}>
      {made && <ShownOnce label={text('tokens.secret', { name: made.token.name })} value={made.secret} />}
      <Form
        onSubmit={() => {
          void add();
        }}
      >
        <Field
          label={text('name')}
          value={name}
          onChange={setName}
          autoComplete="off"
          maxLength={ACCESS_LIMITS.maxNameChars}
          hint={text('tokens.name')}
          required
        />
        <fieldset className="choice">
          <legend>{text('scopes')}</legend>
          {SCOPES.map((scope) => (
            <label key={scope} className="choice-option">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={({ target }) =>
                  setScopes(SCOPES.filter((it) => (it === scope ? target.checked : scopes.includes(it))))
                }
              />
              {text(`scope.${scope}`)}
            </label>
          ))}
        </fieldset>
        <Select
          label={text('validFor')}
          value={span}
          options={[
            ...TOKEN_SPANS.map((it) => [it, text(it)] as const),
            ['never', text('span.ever')] as const,
          ]}
          onChange={setSpan}
        />
        <button
          type="submit"
          className="access-button access-button--main"
          disabled={isBusy || scopes.length === 0}
        >
          {text('tokens.add')}
        </button>
      </Form>
    </PartBox>
  );
}
