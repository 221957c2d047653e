import type { SessionView } from '@rbee/queen-rbee-sdk';
import { useAccess } from './access-context.tsx';
import { PartBox, useCalls } from './part.tsx';
import { AskFirst, Table, useTimeWords } from './parts.tsx';
import { useAccessText } from './use-access-text.ts';
import { useAction, useLoaded } from './use-action.ts';

/** The own sessions; for an admin those of everybody. */
export function SessionsPart() {
  const text = useAccessText();
  const timeWords = useTimeWords();
  const calls = useCalls();
  const { may, ask } = useAccess();
  const isAdmin = may('admin');
  const { data, error, reload } = useLoaded(() => calls.sessions(isAdmin ? { all: true } : {}));
  const action = useAction();
  const end = ({ session_id, current }: SessionView) =>
    void action.run(async () => {
      await calls.endSession(session_id);
      await (current ? ask() : reload());
    });
  return (
    <PartBox title={text('sessions')} about={text('sessions.about')} error={action.error ?? error}>
      {data && (
        <Table
          name={text('sessions')}
          heads={[
            text('name'),
            text('started'),
            text('lastUsed'),
            text('address'),
            text('agent'),
            text('actions'),
          ]}
          none={text('none')}
          rows={data.items.map((session) => ({
            key: session.session_id,
            cells: [
              session.current ? text('current', { name: session.user_name }) : session.user_name,
              timeWords(session.started_at),
              timeWords(session.last_used_at),
              session.address,
              session.agent,
              <AskFirst
                key="do"
                label={text('end')}
                question={text(session.current ? 'end.own' : 'end.question', { name: session.user_name })}
                onConfirm={() => end(session)}
              />,
            ],
          }))}
        />
      )}
    </PartBox>
  );
}
