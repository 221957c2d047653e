import type { CommandLine } from '../command-line/index.ts';
import type { Outcome } from '../outcome.ts';
import { type ResetEdges, resetAdmin } from './run-admin-reset.ts';
import { type InviteEdges, runInvite } from './run-invite.ts';
import { createToken, listTokens, revokeToken, type TokenEdges } from './run-token.ts';

/** A command line about who may do what. */
export type AccessLine = Extract<CommandLine, { kind: 'invite' | `token ${string}` | 'admin reset' }>;

/** Runs `rbee invite`, `rbee token` or `rbee admin`. */
export function runAccessCommand(
  line: AccessLine,
  edges: InviteEdges & TokenEdges & ResetEdges,
): Promise<Outcome> {
  switch (line.kind) {
    case 'invite':
      return runInvite(line.settings, edges);
    case 'token create':
      return createToken(line.settings, edges);
    case 'token list':
      return listTokens(line.settings, edges);
    case 'token revoke':
      return revokeToken(line.settings, line.id, edges);
    case 'admin reset':
      return resetAdmin(line.settings, edges);
  }
}
