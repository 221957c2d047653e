import type { TokenView } from '@rbee/contract';
import { visibleText } from '@rbee/contract/plain';
import type { Outcome } from '../outcome.ts';
import type { ProcessEdges } from '../process-edges.ts';
import { type FileEdges, MACHINE } from '../queen-files.ts';
import type { TokenCreateSettings, TokenListSettings, TokenRevokeSettings } from '../settings/index.ts';
import { onThisMachine, refused } from './on-this-machine.ts';

/** What `rbee token` needs from its process. */
export interface TokenEdges extends FileEdges, Pick<ProcessEdges, 'print' | 'say'> {}

/** Makes a token and prints it, alone on standard output, so that it can go into a file. */
export function createToken(settings: TokenCreateSettings, edges: TokenEdges): Promise<Outcome> {
  const { name, scopes, forMs, data } = settings;
  return onThisMachine('token create', data, edges, (access) => {
    const expires = forMs !== undefined && { expires_in_s: Math.round(forMs / 1_000) };
    const made = access.programs.add({ name, scopes: [...new Set(scopes.flat())], ...expires }, MACHINE);
    if (!made.ok) return refused('token create', made.refusal);
    const { token, secret } = made.value;
    edges.print(secret);
    edges.say(
      `This is the token of ${visibleText(name)}, shown once; keep it in a file that only that program can read. ${until(token)} Revoke it with: rbee token revoke ${token.token_id}`,
    );
    return { code: 0 };
  });
}

const until = ({ expires_at }: TokenView): string =>
  expires_at === null ? 'It is valid until it is revoked.' : `It is valid until ${expires_at}.`;

/** Prints the tokens without their secrets. */
export function listTokens({ json, data }: TokenListSettings, edges: TokenEdges): Promise<Outcome> {
  return onThisMachine('token list', data, edges, ({ programs }) => {
    const tokens = programs.tokens();
    if (json) edges.print(JSON.stringify({ items: tokens }, undefined, 2));
    else for (const line of tableOf(tokens)) edges.print(line);
    return { code: 0 };
  });
}

/** Revokes a token by its id. */
export function revokeToken({ data }: TokenRevokeSettings, id: string, edges: TokenEdges): Promise<Outcome> {
  return onThisMachine('token revoke', data, edges, ({ programs }) => {
    const revoked = programs.revoke(id, MACHINE);
    if (!revoked.ok) return refused('token revoke', revoked.refusal);
    edges.print(`The token ${id} is revoked. Its streams end within 5 s.`);
    return { code: 0 };
  });
}

const HEAD = ['ID', 'NAME', 'SCOPES', 'EXPIRES', 'LAST USE'] as const;

function tableOf(tokens: readonly TokenView[]): readonly string[] {
  if (tokens.length === 0) return ['There are no tokens of programs.'];
  const rows = [HEAD, ...tokens.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function cellsOf(token: TokenView): readonly string[] {
  const { last_used_at, last_address } = token;
  const used = last_used_at === null ? 'never' : `${last_used_at} from ${last_address ?? 'unknown'}`;
  return [
    token.token_id,
    visibleText(token.name),
    token.scopes.join(','),
    token.expires_at ?? 'never',
    visibleText(used),
  ];
}
