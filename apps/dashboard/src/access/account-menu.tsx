import { useEffect, useRef } from 'react';
import { Link, useAddress } from '../frame/index.ts';
import { useAccess } from './access-context.tsx';
import { Failure } from './parts.tsx';
import { useAccessText } from './use-access-text.ts';
import { useAction } from './use-action.ts';

/** Who is signed in, with the ways to the pages about access and out. Shown only if somebody is. */
export function AccountMenu() {
  const text = useAccessText();
  const { state, calls, ask } = useAccess();
  const { place } = useAddress();
  const menu = useRef<HTMLDetailsElement>(null);
  const { isBusy, error, run } = useAction();
  const path = JSON.stringify(place);
  useEffect(() => {
    if (path && menu.current) menu.current.open = false;
  }, [path]);
  useEffect(() => {
    const closeBeside = (event: Event): void => {
      if (menu.current && event.target instanceof Node && !menu.current.contains(event.target)) {
        menu.current.open = false;
      }
    };
    document.addEventListener('pointerdown', closeBeside);
    return () => document.removeEventListener('pointerdown', closeBeside);
  }, []);
  const me = state?.me;
  if (!me) return null;
  const words = me.role ? text(`role.${me.role}`) : me.kind;
  return (
    <details
      ref={menu}
      className="account"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current?.open) return;
        event.stopPropagation();
        menu.current.open = false;
        menu.current.querySelector('summary')?.focus();
      }}
    >
      <summary aria-label={text('account', { name: me.name, role: words })}>{me.name}</summary>
      <div className="account-panel">
        <p>
          <b>{me.name}</b> <span className="access-hint">{words}</span>
        </p>
        <Link to={{ page: 'access' }}>{text('access')}</Link>
        <button
          type="button"
          className="access-button"
          disabled={isBusy}
          onClick={() =>
            void run(async () => {
              await calls?.signOut();
              await ask();
            })
          }
        >
          {text('signOut')}
        </button>
        <Failure words={error} />
      </div>
    </details>
  );
}
