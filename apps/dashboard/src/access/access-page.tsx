import type { Scope } from '@rbee/queen-rbee-sdk';
import type { FunctionComponent } from 'react';
import { Link, useAddress } from '../frame/index.ts';
import type { AccessKey } from './access.en.ts';
import { useAccess } from './access-context.tsx';
import { AuditPart } from './audit-part.tsx';
import { HivesPart } from './hives-part.tsx';
import { OwnPart } from './own-part.tsx';
import { SessionsPart } from './sessions-part.tsx';
import { TokensPart } from './tokens-part.tsx';
import { useAccessText } from './use-access-text.ts';
import { UsersPart } from './users-part.tsx';

interface Part {
  /** As it stands in the address. */
  readonly part: string;
  readonly name: AccessKey;
  /** What the queen asks for; a reader without it does not see the part. */
  readonly scope: Scope;
  readonly Shown: FunctionComponent;
}

const PARTS: readonly Part[] = [
  { part: 'own', name: 'own', scope: 'read', Shown: OwnPart },
  { part: 'sessions', name: 'sessions', scope: 'read', Shown: SessionsPart },
  { part: 'hives', name: 'hives', scope: 'operate', Shown: HivesPart },
  { part: 'users', name: 'users', scope: 'admin', Shown: UsersPart },
  { part: 'tokens', name: 'tokens', scope: 'admin', Shown: TokensPart },
  { part: 'audit', name: 'audit', scope: 'admin', Shown: AuditPart },
];

/** The pages about who may do what. A reader sees the parts that the queen will not refuse. */
export function AccessPage() {
  const text = useAccessText();
  const { state, may } = useAccess();
  const { place } = useAddress();
  if (state === null) return <p className="waiting">{text('waiting')}</p>;
  if (!state.control) return <p className="notice">{text(state.reachable ? 'off.open' : 'off')}</p>;
  const parts = PARTS.filter(({ scope }) => may(scope));
  const wanted = place?.page === 'accessPart' ? place.part : 'own';
  const shown = parts.find(({ part }) => part === wanted);
  return (
    <div className="access">
      <nav className="access-parts" aria-label={text('access')}>
        {parts.map(({ part, name }) => (
          <Link
            key={part}
            to={{ page: 'accessPart', part }}
            className="pages-link"
            isCurrent={part === shown?.part}
          >
            {text(name)}
          </Link>
        ))}
      </nav>
      {shown ? <shown.Shown key={shown.part} /> : <p className="notice">{text('noPart')}</p>}
    </div>
  );
}
