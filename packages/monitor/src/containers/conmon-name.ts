/**
 * The name of a container by the command line of its monitor: Podman starts `conmon -c <id> -n <name> ...` above every container
 * (conmon(8)). Null for any other program, and for the monitor of another container.
 */
export function conmonName(argv: readonly string[], id: string): string | null {
  const [program = ''] = argv;
  if (program.slice(program.lastIndexOf('/') + 1) !== 'conmon') return null;
  const after = (...names: string[]) => argv.find((_, at) => names.includes(argv[at - 1] ?? ''));
  const name = after('-n', '--name');
  return after('-c', '--cid') === id && name !== undefined && name !== '' ? name : null;
}
