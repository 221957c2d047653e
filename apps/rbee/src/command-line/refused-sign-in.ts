import { hasAccessControl, type QueenSettings, type UpSettings } from '../settings/index.ts';
import { type CommandLine, NO_FILES, type Surroundings, wrong } from './command-line.ts';

/** Refuses ways to sign in that nobody could use, and one whose secret cannot be read; that is read again at each sign-in ([A5]). */
export function refusedSignIn(
  settings: QueenSettings | UpSettings,
  { readText = NO_FILES }: Surroundings,
  command: 'queen' | 'up',
): CommandLine | undefined {
  const { signIn, proxyUserHeader } = settings;
  const isUsed = signIn.length > 0 || proxyUserHeader !== undefined;
  if (isUsed && !hasAccessControl(settings)) {
    return wrong('nobody signs in to a queen without access control; add --access-control.', command);
  }
  for (const { name, clientSecretFile } of signIn) {
    if (clientSecretFile === undefined) continue;
    const read = readText(clientSecretFile, 'named');
    if (read.ok && read.text.trim() !== '') continue;
    const why = read.ok ? 'is empty' : read.code === null ? read.complaint : `cannot be read (${read.code})`;
    return wrong(`sign-in with ${name}: the file ${clientSecretFile} ${why}.`, command);
  }
  const complaint = proxyComplaint(settings);
  return complaint === null ? undefined : wrong(complaint, command);
}

function proxyComplaint({
  proxyUserHeader,
  proxyGroupsHeader,
  proxyRoles = [],
  proxyDefaultRole,
  trustedProxies,
}: QueenSettings | UpSettings): string | null {
  if (proxyUserHeader === undefined) {
    const isAlone =
      proxyGroupsHeader !== undefined || proxyRoles.length > 0 || proxyDefaultRole !== undefined;
    return isAlone ? 'roles of people behind a proxy need --proxy-user-header.' : null;
  }
  if (trustedProxies.length === 0)
    return 'anybody could send the header of --proxy-user-header; name the proxy with --trust-proxy.';
  if (proxyRoles.length > 0 && proxyGroupsHeader === undefined)
    return '--proxy-role needs --proxy-groups-header, which has the groups.';
  if (proxyRoles.length === 0 && proxyDefaultRole === undefined)
    return 'nobody behind the proxy would have a role; add --proxy-role or --proxy-default-role.';
  return null;
}
