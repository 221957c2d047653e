import { type Program, programName } from './program.ts';
import type { Role } from './recognised.ts';

const set = (names: string): ReadonlySet<string> => new Set(names.trim().split(/\s+/));

const SHELLS = set('sh bash dash ash zsh ksh mksh fish tcsh csh');

/** Programs that only start another program and wait for it. Many of them exec it directly. */
const WRAPPERS = set(`
  tini tini-static docker-init podman-init dumb-init catatonit gosu su-exec
  env nice ionice chrt taskset numactl stdbuf timeout nohup setsid time unbuffer prlimit cpulimit
  sudo doas su runuser setpriv chroot unshare nsenter bwrap firejail systemd-run systemd-inhibit
  uv uvx conda mamba micromamba pixi poetry pipenv pdm hatch rye npx op doppler dotenv direnv strace ltrace nsys
`);

/** Programs that start several copies of one program that work together. */
const LAUNCHERS = set('torchrun accelerate deepspeed mpirun mpiexec orterun prterun');
const LAUNCHER_MODULES = set('torch.distributed.run torch.distributed.launch accelerate.commands.launch');

/** Programs whose children are unrelated to each other. */
const BOUNDARIES = set(`
  init systemd launchd openrc-init runit runsv runsvdir s6-svscan s6-supervise supervisord
  sshd sshd-session sshd-auth login tmux screen SCREEN zellij dtach abduco mosh-server
  containerd containerd-shim containerd-shim-runc-v2 dockerd docker-proxy conmon runc crun crio kubelet buildkitd
  cron crond atd gnome-session-binary gnome-shell plasmashell xfce4-session gnome-terminal-server konsole xterm
  alacritty kitty foot wezterm-gui
`);
/** Titles that such programs give themselves: `sshd: user@pts/0`, `tmux: server`, `(sd-pam)`. */
const BOUNDARY_TITLE = /^(?:sshd|tmux|SCREEN|systemd|PM2[^:]*): |^\(sd-pam\)/;

/** Role of a program that is neither a server nor a part of one. Many of these programs are interpreted scripts. */
export function roleOf(argv: readonly string[], program: Program | null): Exclude<Role, 'server' | 'part'> {
  const [first = '', ...args] = argv;
  if (BOUNDARY_TITLE.test(first) || first.startsWith('-')) return 'boundary';
  if (SHELLS.has(programName(first))) return runsSomething(args) ? 'wrapper' : 'boundary';
  const { name, module } = program ?? { name: '', module: '' };
  if (BOUNDARIES.has(name)) return 'boundary';
  if (LAUNCHERS.has(name) || LAUNCHER_MODULES.has(module)) return 'launcher';
  return WRAPPERS.has(name) ? 'wrapper' : 'other';
}

/** A shell with a script or with `-c`. Without one, or with `-i` or `-s`, it is interactive. */
function runsSomething(args: readonly string[]): boolean {
  for (const arg of args) {
    if (!/^[-+]/.test(arg)) return true;
    if (/^-[a-zA-Z]*[is]/.test(arg)) return false;
    if (/^-[a-zA-Z]*c/.test(arg)) return true;
  }
  return false;
}
