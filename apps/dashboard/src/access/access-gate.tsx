import type { ReactNode } from 'react';
import { useAddress } from '../frame/index.ts';
import { useAccess } from './access-context.tsx';
import { SetupScreen, SignInScreen } from './later-screens.ts';

/** Shows the page to who may see it. Everybody else signs in at the same address, and no figure stays on the screen. */
export function AccessGate({ children }: { readonly children: ReactNode }) {
  const { place } = useAddress();
  const { isRefused } = useAccess();
  if (place?.page === 'setup') return <SetupScreen />;
  return isRefused || place?.page === 'signIn' ? <SignInScreen /> : children;
}
