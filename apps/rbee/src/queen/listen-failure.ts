/** Why a server cannot listen there, as one sentence; null when the error is about something else. */
export function listenFailure(error: unknown, host: string, port: number): string | null {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is in use by another program; stop it or choose another port with --port.`;
    case 'EACCES':
      return `port ${port} of ${host} needs more privileges; choose a port above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return `this machine does not have the address ${host}; choose another with --host.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${host} cannot be resolved; choose another with --host.`;
    default:
      return null;
  }
}
