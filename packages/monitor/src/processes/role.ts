import type { EngineKind } from '@rbee/contract';
import { MODEL_FIRST, words } from './argument-rules.ts';
import { optionValue, positional } from './command-line.ts';
import { type ModelSource, modelSource, NO_MODEL } from './model-name.ts';
import type { Part, Role } from './process.ts';
import { type Program, programName } from './program.ts';

/**
 * Titles of vLLM's engine cores, ranks and front ends (`VLLM::EngineCore_DP0`, `VLLM::Worker_TP0`, `VLLM::APIServer_0`)
 * and of SGLang's (`sglang::scheduler_TP0`, `sgl_diffusion::scheduler_0`). Users can change vLLM's prefix. The kernel
 * cuts the short name to 15 bytes but not the title.
 */
const TITLES: readonly (readonly [RegExp, EngineKind])[] = [
  [/^(?:sglang|sgl_diffusion)::\w/, 'sglang'],
  // vLLM's ranks as actors of Ray, which the daemon raylet starts.
  [/^ray::RayWorker(?:Wrapper|Proc)(?:\.|$)/, 'vllm'],
  [/^[\w.-]+::(?:(?:EngineCore|Worker|DPCoordinator)(?:_|$)|APIServer_(?:\d|DP\d))/, 'vllm'],
];

/** The code after `python -c` with which CPython's multiprocessing starts its processes. */
const MULTIPROCESSING = /^from multiprocessing\.(?:spawn|forkserver|resource_tracker) import /;

/**
 * The front end of one rank behind vLLM's supervisor (`--data-parallel-multi-port-external-lb`, `openai/dp_supervisor.py`).
 * Front ends that share one port have no rank in their titles.
 */
const FRONT_END = /::APIServer_DP(\d{1,4})(?: |$)/;

/** Recognises a helper process of an engine by its title or command line; null for all others. */
export function partOf(argv: readonly string[], program: Program | null): Part | null {
  const [title = ''] = argv;
  const kind = TITLES.find(([pattern]) => pattern.test(title))?.[1];
  if (kind) {
    const rank = FRONT_END.exec(title)?.[1];
    return { kind, model: NO_MODEL, ...(rank === undefined ? {} : { frontEndOf: Number(rank) }) };
  }
  if (argv.some((arg, at) => argv[at - 1] === '-c' && MULTIPROCESSING.test(arg))) {
    return { kind: null, model: NO_MODEL };
  }
  if (
    program?.name === 'ollama_llama_server' ||
    (program?.name === 'ollama' && program.rest[0] === 'runner')
  ) {
    return { kind: 'ollama', model: told(optionValue(program.rest, '--model')) };
  }
  if (program?.name === 'text-generation-server' && program.rest[0] === 'serve') {
    return { kind: 'tgi', model: told(positional(program.rest.slice(1), MODEL_FIRST)) };
  }
  return null;
}

const told = (value: string | null): ModelSource =>
  value === null ? NO_MODEL : (modelSource(value) ?? NO_MODEL);

const SHELLS = words('sh bash dash ash zsh ksh mksh fish tcsh csh');

/** Programs that only start another program and wait for it. Many of them exec it directly. */
const WRAPPERS = words(`
  tini tini-static docker-init podman-init dumb-init catatonit gosu su-exec
  env nice ionice chrt taskset numactl stdbuf timeout nohup setsid time unbuffer prlimit cpulimit
  sudo doas su runuser setpriv chroot unshare nsenter bwrap firejail systemd-run systemd-inhibit
  uv uvx conda mamba micromamba pixi poetry pipenv pdm hatch rye npx op doppler dotenv direnv strace ltrace nsys
`);

/** Programs that start several copies of one program that work together. */
const LAUNCHERS = words('torchrun accelerate deepspeed mpirun mpiexec orterun prterun');
const LAUNCHER_MODULES = words('torch.distributed.run torch.distributed.launch accelerate.commands.launch');

/** Programs whose children are unrelated to each other. */
const BOUNDARIES = words(`
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
  if (SHELLS.has(programName(first))) return runsSomething(args) ? 'script' : 'boundary';
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
