import type { HiveTokenView, InviteView } from '@rbee/queen-rbee-sdk';
import { useState } from 'react';
import { InviteDialog } from './invite-dialog.tsx';
import { PartBox, useCalls } from './part.tsx';
import { AskFirst, Table, useTimeWords } from './parts.tsx';
import { useAccessText } from './use-access-text.ts';
import { useAction, useLoaded } from './use-action.ts';

/** Hives with a token, open invites, and who was refused. */
export function HivesPart() {
  const text = useAccessText();
  const calls = useCalls();
  const hives = useLoaded(() => calls.hives());
  const invites = useLoaded(() => calls.invites());
  const action = useAction();
  const [isInviting, setInviting] = useState(false);
  const reload = () => Promise.all([hives.reload(), invites.reload()]);
  const change = (act: () => Promise<unknown>) => void action.run(() => act().then(reload));
  const joined = hives.data?.items.filter(({ revoked_at }) => revoked_at === null) ?? [];
  const revoked = hives.data?.items.filter(({ revoked_at }) => revoked_at !== null) ?? [];
  return (
    <>
      <PartBox
        title={text('hives')}
        about={text('hives.about')}
        error={action.error ?? hives.error ?? invites.error}
      >
        <p>
          <button
            type="button"
            className="access-button access-button--main"
            onClick={() => setInviting(true)}
          >
            {text('invite')}
          </button>
        </p>
        {hives.data && <Joined {...{ joined, change }} />}
      </PartBox>
      {invites.data && <Invites invites={invites.data.items} change={change} />}
      {hives.data && hives.data.refused.length > 0 && <Refused refused={hives.data.refused} />}
      {revoked.length > 0 && <Revoked revoked={revoked} />}
      {isInviting && (
        <InviteDialog
          onClose={() => {
            setInviting(false);
            void reload();
          }}
        />
      )}
    </>
  );
}

type Change = (act: () => Promise<unknown>) => void;

function Joined({ joined, change }: { readonly joined: readonly HiveTokenView[]; readonly change: Change }) {
  const text = useAccessText();
  const timeWords = useTimeWords();
  const calls = useCalls();
  return (
    <Table
      name={text('hives')}
      heads={[text('hive'), text('joined'), text('lastUsed'), text('address'), text('actions')]}
      none={text('hives.none')}
      rows={joined.map(({ hive_id, joined_at, invited_by, last_used_at, last_address, rotating }) => ({
        key: hive_id,
        cells: [
          hive_id,
          text('by', { time: timeWords(joined_at), who: invited_by }),
          timeWords(last_used_at),
          last_address,
          <span key="do" className="access-buttons">
            {rotating ? (
              <span className="access-hint">{text('rotating')}</span>
            ) : (
              <AskFirst
                label={text('rotate')}
                question={text('rotate.question', { name: hive_id })}
                onConfirm={() => change(() => calls.rotateHive(hive_id))}
              />
            )}
            <AskFirst
              label={text('revoke')}
              question={text('revoke.hive', { name: hive_id })}
              onConfirm={() => change(() => calls.revokeHive(hive_id))}
            />
          </span>,
        ],
      }))}
    />
  );
}

function Invites({ invites, change }: { readonly invites: readonly InviteView[]; readonly change: Change }) {
  const text = useAccessText();
  const timeWords = useTimeWords();
  const calls = useCalls();
  return (
    <PartBox title={text('invites')}>
      <Table
        name={text('invites')}
        heads={[text('hive'), text('uses'), text('created'), text('expires'), text('actions')]}
        none={text('invites.none')}
        rows={invites.map((invite) => ({
          key: invite.invite_id,
          cells: [
            invite.hive_id ?? text('anyHive'),
            text('usedOf', { used: `${invite.used}`, uses: `${invite.uses}` }),
            text('by', { time: timeWords(invite.created_at), who: invite.created_by }),
            timeWords(invite.expires_at),
            <AskFirst
              key="do"
              label={text('revoke')}
              question={text('revoke.invite')}
              onConfirm={() => change(() => calls.revokeInvite(invite.invite_id))}
            />,
          ],
        }))}
      />
    </PartBox>
  );
}

type RefusedAddress = Awaited<ReturnType<ReturnType<typeof useCalls>['hives']>>['refused'][number];

/** Addresses whose heartbeats were refused: hives that wait for a token, or have a wrong one. */
function Refused({ refused }: { readonly refused: readonly RefusedAddress[] }) {
  const text = useAccessText();
  const timeWords = useTimeWords();
  return (
    <PartBox title={text('refused')} about={text('refused.about')}>
      <Table
        name={text('refused')}
        heads={[text('address'), text('hive'), text('why'), text('count'), text('last')]}
        none={text('none')}
        rows={refused.map((it) => ({
          key: `${it.address} ${it.hive_id}`,
          cells: [it.address, it.hive_id, text(`fault.${it.reason}`), `${it.count}`, timeWords(it.last_at)],
        }))}
      />
    </PartBox>
  );
}

function Revoked({ revoked }: { readonly revoked: readonly HiveTokenView[] }) {
  const text = useAccessText();
  const timeWords = useTimeWords();
  return (
    <PartBox title={text('revoked')} about={text('revoked.about')}>
      <Table
        name={text('revoked')}
        heads={[text('hive'), text('revoked.at'), text('lastUsed'), text('address')]}
        none={text('none')}
        rows={revoked.map(({ hive_id, revoked_at, last_used_at, last_address }) => ({
          key: hive_id,
          cells: [hive_id, timeWords(revoked_at), timeWords(last_used_at), last_address],
        }))}
      />
    </PartBox>
  );
}
