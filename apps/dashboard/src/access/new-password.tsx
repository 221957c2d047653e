import { ACCESS_LIMITS } from '@rbee/queen-rbee-sdk';
import { useState } from 'react';
import { Field } from './parts.tsx';
import { useAccessText } from './use-access-text.ts';

/** A password that is chosen: written twice. */
export interface NewPassword {
  readonly password: string;
  /** True if it can be sent. */
  readonly isGood: boolean;
  readonly fields: React.ReactNode;
  readonly clear: () => void;
}

/** The two fields of a password that is chosen, with its rules. */
export function useNewPassword(): NewPassword {
  const text = useAccessText();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const { minPasswordChars: min, maxPasswordChars: max } = ACCESS_LIMITS;
  const isShort = password !== '' && password.length < min;
  const isOther = again !== '' && again !== password;
  const more = { type: 'password', autoComplete: 'new-password', maxLength: max, required: true } as const;
  return {
    password,
    isGood: password.length >= min && password === again,
    clear: () => {
      setPassword('');
      setAgain('');
    },
    fields: (
      <>
        <Field
          {...more}
          label={text('password.new')}
          value={password}
          onChange={setPassword}
          hint={text('password.rules', { min: `${min}` })}
          error={isShort ? text('password.short', { min: `${min}` }) : undefined}
        />
        <Field
          {...more}
          label={text('password.again')}
          value={again}
          onChange={setAgain}
          error={isOther ? text('password.other') : undefined}
        />
      </>
    ),
  };
}
