import type { AccessCalls } from './access-calls.ts';
import { type createSend, QueenError } from './request.ts';

/** The calls; the compiler sees to it that none is missing. */
const NAMES: { readonly [K in keyof AccessCalls]: true } = {
  ...{ state: true, setUp: true, signIn: true, signOut: true, changePassword: true },
  ...{ sessions: true, endSession: true },
  ...{ passkeys: true, newPasskey: true, addPasskey: true, removePasskey: true },
  ...{ passkeyOptions: true, signInWithPasskey: true },
  ...{ users: true, addUser: true, newSetup: true, changeRole: true, removeUser: true },
  ...{ tokens: true, addToken: true, revokeToken: true },
  ...{ invites: true, invite: true, revokeInvite: true, hives: true, revokeHive: true, rotateHive: true },
  ...{ audit: true },
};

/**
 * The calls about access control. Their code, which has many schemas, is loaded with the first call: most pages need none
 * of it.
 */
export function accessClient(send: ReturnType<typeof createSend>): AccessCalls {
  const loaded = async (): Promise<AccessCalls> => {
    const { accessCalls } = await import('./access-calls.ts').catch((cause: unknown) => {
      const message = 'The code for access control could not be loaded. Load the page again.';
      throw new QueenError(message, { kind: 'unreachable', cause });
    });
    return accessCalls(send);
  };
  const later = (name: keyof AccessCalls) => {
    return async (...given: never[]): Promise<unknown> => {
      const call: (...given: never[]) => Promise<unknown> = (await loaded())[name];
      return call(...given);
    };
  };
  const names = Object.keys(NAMES) as (keyof AccessCalls)[];
  // Each function passes on what it is given to the one of the same name.
  return Object.fromEntries(names.map((name) => [name, later(name)])) as unknown as AccessCalls;
}
