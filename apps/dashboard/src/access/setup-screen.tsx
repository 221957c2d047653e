import { ACCESS_LIMITS } from '@rbee/queen-rbee-sdk';
import { useEffect, useState } from 'react';
import { useAddress } from '../frame/index.ts';
import { useAccess } from './access-context.tsx';
import { useNewPassword } from './new-password.tsx';
import { Failure, Field, Form } from './parts.tsx';
import { Screen } from './screen.tsx';
import { useAccessText } from './use-access-text.ts';
import { useAction } from './use-action.ts';

/** Makes an account with the secret of a setup address ([A4]). The secret is taken out of the address at once. */
export function SetupScreen() {
  const text = useAccessText();
  const { calls, ask } = useAccess();
  const { go } = useAddress();
  const [secret] = useState(() => location.hash.slice(1, 1 + ACCESS_LIMITS.maxSecretChars));
  const [name, setName] = useState('');
  const { password, isGood, fields } = useNewPassword();
  const { isBusy, error, run } = useAction();
  useEffect(() => {
    if (location.hash !== '') history.replaceState(history.state, '', location.pathname + location.search);
  }, []);
  const setUp = async (): Promise<void> => {
    const isIn = await run(async () => {
      await calls?.setUp({ secret, name, password });
      await ask();
    });
    if (isIn) go({ page: 'fleet' });
  };
  if (secret === '') {
    return (
      <Screen title={text('setup')}>
        <p>{text('setup.noSecret')}</p>
      </Screen>
    );
  }
  return (
    <Screen title={text('setup')}>
      <p>{text('setup.about')}</p>
      <Form
        onSubmit={() => {
          if (isGood) void setUp();
        }}
      >
        <Field
          label={text('name')}
          value={name}
          onChange={setName}
          autoComplete="username"
          maxLength={ACCESS_LIMITS.maxNameChars}
          hint={text('setup.name')}
          required
        />
        {fields}
        <Failure words={error} />
        <button type="submit" className="access-button access-button--main" disabled={isBusy || !isGood}>
          {text('setup.do')}
        </button>
      </Form>
    </Screen>
  );
}
