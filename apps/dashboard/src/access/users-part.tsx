import { ACCESS_LIMITS, ROLES, type Role, type SetupSecret, type UserView } from '@rbee/queen-rbee-sdk';
import { useState } from 'react';
import { useAddress } from '../frame/index.ts';
import { useAccess } from './access-context.tsx';
import { PartBox, useCalls } from './part.tsx';
import { AskFirst, Field, Form, Select, ShownOnce, Table, useTimeWords } from './parts.tsx';
import { useAccessText } from './use-access-text.ts';
import { useAction, useLoaded } from './use-action.ts';

/** The accounts: adding one, its role, a new setup address, removing it. */
export function UsersPart() {
  const text = useAccessText();
  const calls = useCalls();
  const timeWords = useTimeWords();
  const { data, error, reload } = useLoaded(() => calls.users());
  const action = useAction();
  const [setup, setSetup] = useState<SetupSecret | null>(null);
  const change = (act: () => Promise<unknown>) => void action.run(() => act().then(reload));
  const rowOf = (user: UserView) => ({
    key: user.user_id,
    cells: [
      user.name,
      <Select
        key="role"
        label={text('roleOf', { name: user.name })}
        isLabelHidden
        value={user.role}
        options={ROLES.map((role) => [role, text(`role.${role}`)] as const)}
        onChange={(role) => change(() => calls.changeRole(user.user_id, role))}
      />,
      waysOf(user, text),
      timeWords(user.last_seen_at),
      <span key="do" className="access-buttons">
        <AskFirst
          label={text('newSetup')}
          question={text('newSetup.question', { name: user.name })}
          onConfirm={() => change(() => calls.newSetup(user.user_id).then(setSetup))}
        />
        <AskFirst
          label={text('remove')}
          question={text('remove.question', { name: user.name })}
          onConfirm={() => change(() => calls.removeUser(user.user_id))}
        />
      </span>,
    ],
  });
  return (
    <>
      <PartBox title={text('users')} about={text('users.about')} error={action.error ?? error}>
        {setup && <SetupAddress setup={setup} />}
        {data && (
          <Table
            name={text('users')}
            heads={[text('name'), text('role'), text('ways'), text('lastSeen'), text('actions')]}
            rows={data.items.map(rowOf)}
            none={text('none')}
          />
        )}
      </PartBox>
      <AddUser
        onAdded={async (added) => {
          setSetup(added);
          await reload();
        }}
      />
    </>
  );
}

function waysOf(user: UserView, text: ReturnType<typeof useAccessText>): string {
  const ways = [
    user.provider,
    user.has_password ? text('password') : null,
    user.passkeys > 0 ? text('passkeys.count', { n: `${user.passkeys}` }) : null,
    user.setup_until === null ? null : text('setup.open'),
  ].filter((way) => way !== null);
  return ways.join(', ') || text('never');
}

/** The address to hand over, once. */
function SetupAddress({ setup }: { readonly setup: SetupSecret }) {
  const text = useAccessText();
  const timeWords = useTimeWords();
  const { base } = useAddress();
  const label = text('setup.handOver', { name: setup.user.name, until: timeWords(setup.expires_at) });
  return <ShownOnce label={label} value={location.origin + base + setup.setup_path} />;
}

function AddUser({ onAdded }: { readonly onAdded: (setup: SetupSecret) => Promise<void> }) {
  const text = useAccessText();
  const calls = useCalls();
  const { state } = useAccess();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const { isBusy, error, run } = useAction();
  if (!state?.control) return null;
  const add = async (): Promise<void> => {
    const isAdded = await run(async () => onAdded(await calls.addUser({ name, role })));
    if (isAdded) setName('');
  };
  return (
    <PartBox title={text('users.add')} error={error}>
      <Form
        isRow
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
          required
        />
        <Select
          label={text('role')}
          value={role}
          options={ROLES.map((it) => [it, text(`role.${it}`)] as const)}
          onChange={setRole}
        />
        <button type="submit" className="access-button access-button--main" disabled={isBusy}>
          {text('users.add')}
        </button>
      </Form>
    </PartBox>
  );
}
