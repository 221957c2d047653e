import { useEffect, useState } from 'react';
import { useAddress } from '../frame/index.ts';
import { useAccess } from './access-context.tsx';
import { Failure, Field, Form } from './parts.tsx';
import { passkeyAnswer } from './passkey.ts';
import { Screen } from './screen.tsx';
import { useAccessText } from './use-access-text.ts';
import { useAction } from './use-action.ts';

/** Signing in by password, passkey or provider. Afterwards the page is at the address that was opened. */
export function SignInScreen() {
  const text = useAccessText();
  const { state, calls, ask } = useAccess();
  const { place, go } = useAddress();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { isBusy, error, run } = useAction();
  useSignInElsewhere(ask);
  useEffect(() => {
    if (state === null) ask().catch(() => {});
  }, [state, ask]);
  // Whoever is signed in has nothing to do here.
  const isDone = place?.page === 'signIn' && state !== null && (state.me !== null || !state.control);
  useEffect(() => {
    if (isDone) go({ page: 'fleet' });
  }, [isDone, go]);
  const enter = async (signIn: () => Promise<unknown> | undefined): Promise<void> => {
    const isIn = await run(async () => {
      await signIn();
      await ask();
    });
    if (!isIn) setPassword('');
  };
  return (
    <Screen title={text('signIn')}>
      {state?.needs_setup && <p className="access-note">{text('signIn.needsSetup')}</p>}
      <ProviderRefusal />
      <Form
        onSubmit={() => {
          void enter(() => calls?.signIn({ name, password }));
        }}
      >
        <Field label={text('name')} value={name} onChange={setName} autoComplete="username" required />
        <Field
          label={text('password')}
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          required
        />
        <Failure words={error} />
        <button type="submit" className="access-button access-button--main" disabled={isBusy}>
          {text('signIn')}
        </button>
      </Form>
      {state?.passkeys && 'PublicKeyCredential' in globalThis && calls && (
        <button
          type="button"
          className="access-button"
          disabled={isBusy}
          onClick={() =>
            void enter(async () => calls.signInWithPasskey(await passkeyAnswer(await calls.passkeyOptions())))
          }
        >
          {text('signIn.passkey')}
        </button>
      )}
      <Providers />
    </Screen>
  );
}

/** Why a provider that the reader comes back from did not let the reader in ([A5]): the queen says it in the address. */
function ProviderRefusal() {
  const text = useAccessText();
  const { state } = useAccess();
  const [query] = useState(() => new URLSearchParams(location.search));
  const refused = query.get('refused');
  // Only a known name is shown, as anybody can write an address.
  const provider = state?.providers.find(({ id }) => id === query.get('provider'));
  if (refused === null || !provider) return null;
  const key = refused === 'provider_unavailable' ? 'signIn.noAnswer' : 'signIn.notLetIn';
  return <Failure words={text(key, { name: provider.name })} />;
}

/** Ways to the providers, which come back to the page at this address. */
function Providers() {
  const text = useAccessText();
  const { state } = useAccess();
  const { base, place } = useAddress();
  const here = `${location.pathname.slice(base.length)}${location.search}`;
  const back = place?.page === 'signIn' || here === '/' ? '' : `?return_to=${encodeURIComponent(here)}`;
  return state?.providers.map((provider) => (
    <a
      key={provider.id}
      className="access-button"
      href={`${base}/v1/access/oidc/${encodeURIComponent(provider.id)}${back}`}
    >
      {text('signIn.provider', { name: provider.name })}
    </a>
  ));
}

/** Somebody may have signed in in another tab: that is asked when this one is seen again. */
function useSignInElsewhere(ask: () => Promise<void>): void {
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible') ask().catch(() => {});
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [ask]);
}
