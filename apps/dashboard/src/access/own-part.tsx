import { ACCESS_LIMITS } from '@rbee/queen-rbee-sdk';
import { useState } from 'react';
import { useAccess } from './access-context.tsx';
import { useNewPassword } from './new-password.tsx';
import { PartBox, useCalls } from './part.tsx';
import { AskFirst, Field, Form, Table, useTimeWords } from './parts.tsx';
import { newPasskey } from './passkey.ts';
import { useAccessText } from './use-access-text.ts';
import { useAction, useLoaded } from './use-action.ts';

/** The password and the passkeys of who is signed in. */
export function OwnPart() {
  const { state } = useAccess();
  return (
    <>
      <OwnPassword name={state?.me?.name ?? ''} />
      {state?.passkeys && 'PublicKeyCredential' in globalThis && <Passkeys />}
    </>
  );
}

function OwnPassword({ name }: { readonly name: string }) {
  const text = useAccessText();
  const calls = useCalls();
  const [old, setOld] = useState('');
  const [isChanged, setChanged] = useState(false);
  const { password, isGood, fields, clear } = useNewPassword();
  const { isBusy, error, run } = useAction();
  const change = async (): Promise<void> => {
    setChanged(false);
    if (!(await run(() => calls.changePassword({ old_password: old, password })))) return;
    setChanged(true);
    setOld('');
    clear();
  };
  return (
    <PartBox title={text('password.change')} about={text('password.about')} error={error}>
      <p role="status">{isChanged ? text('password.changed') : ''}</p>
      <Form
        onSubmit={() => {
          if (isGood) void change();
        }}
      >
        {/* So that a password manager knows whose password it is. */}
        <input type="text" autoComplete="username" value={name} readOnly hidden />
        <Field
          label={text('password.old')}
          type="password"
          value={old}
          onChange={setOld}
          autoComplete="current-password"
          required
        />
        {fields}
        <button type="submit" className="access-button access-button--main" disabled={isBusy || !isGood}>
          {text('password.change')}
        </button>
      </Form>
    </PartBox>
  );
}

function Passkeys() {
  const text = useAccessText();
  const timeWords = useTimeWords();
  const calls = useCalls();
  const { data, error, reload } = useLoaded(() => calls.passkeys());
  const [name, setName] = useState('');
  const { isBusy, error: failure, run } = useAction();
  const add = async (): Promise<void> => {
    const isAdded = await run(async () => {
      await calls.addPasskey({ name, credential: await newPasskey(await calls.newPasskey()) });
      await reload();
    });
    if (isAdded) setName('');
  };
  return (
    <PartBox title={text('passkeys')} about={text('passkeys.about')} error={failure ?? error}>
      {data && (
        <Table
          name={text('passkeys')}
          heads={[text('name'), text('created'), text('lastUsed'), text('actions')]}
          none={text('passkeys.none')}
          rows={data.items.map((passkey) => ({
            key: passkey.passkey_id,
            cells: [
              passkey.name,
              timeWords(passkey.created_at),
              timeWords(passkey.last_used_at),
              <AskFirst
                key="do"
                label={text('remove')}
                question={text('remove.passkey', { name: passkey.name })}
                onConfirm={() => void run(() => calls.removePasskey(passkey.passkey_id).then(() => reload()))}
              />,
            ],
          }))}
        />
      )}
      <Form
        isRow
        onSubmit={() => {
          void add();
        }}
      >
        <Field
          label={text('passkeys.name')}
          value={name}
          onChange={setName}
          autoComplete="off"
          maxLength={ACCESS_LIMITS.maxNameChars}
          required
        />
        <button type="submit" className="access-button" disabled={isBusy}>
          {text('passkeys.add')}
        </button>
      </Form>
    </PartBox>
  );
}
