/** What each command does, for the help texts. */
export const DESCRIPTIONS = {
  rbee: 'Live telemetry of the inference servers on your own machines.',
  up: 'Start a queen with its web page and a hive on this machine.',
  queen: 'Start a queen: it receives heartbeats and serves them on a web page and as a stream.',
  hive: 'Start a hive: it monitors the inference servers of this machine and reports them to a queen.',
  run: 'Run a command as a named worker in its own cgroup, with optional CPU and memory limits.',
  top: 'Show the fleet of a queen in the terminal.',
  status: 'Say what runs on this machine, and what the queen says of it.',
  simulate: 'Simulate a fleet of hives, to test a queen and its page under load.',
  history: 'Look into the history of a queen, export it, or remove a part of it.',
  'history info': 'Show what the history has, since when, and its size.',
  'history export': 'Write a part of the history as NDJSON, CSV or Parquet.',
  'history prune': 'Remove the older part of the history. The queen must not run.',
  invite: 'Print the line with which a hive joins a queen with access control.',
  token: 'Make, list and revoke the API tokens of programs.',
  'token create': 'Make an API token for a program, and print it once.',
  'token list': 'List the API tokens of programs.',
  'token revoke': 'Revoke an API token; it ends at once.',
  admin: 'Get back into a queen whose admin cannot sign in.',
  'admin reset': 'Print a setup address with which an admin gets a password.',
  doctor: 'Check what can be measured on this machine, and explain what cannot.',
  completion: 'Print a script with which a shell completes commands and options.',
  help: 'Explain a command, as its --help does.',
  version: 'Show the version.',
} as const;

/** The commands that only have commands of their own. */
export type GroupName = 'history' | 'token' | 'admin';

/** The commands of the program. */
export type CommandName = Exclude<keyof typeof DESCRIPTIONS, 'rbee' | GroupName>;

const PRECEDENCE = `
A flag overrides its environment variable, which overrides the config file, which overrides the
default. Keys of the config file are the flag names with _ for -: queen.port, hive.hive_id,
up.samples; watch, ignore, log_level and log_format are at the top level.
`;

/** What follows the flags in the help texts. */
export const EXAMPLES = {
  rbee: '\nStart here: rbee up\nHelp on a command: rbee up --help\n',
  up: `${PRECEDENCE}
Examples:
  rbee up                         then open http://localhost:7833
  rbee up --port 8000 --no-samples
`,
  queen: `${PRECEDENCE}
Examples:
  rbee queen                      reachable from this computer only
  rbee queen --host 0.0.0.0       reachable from the network; everybody is asked who they are, and
                                  the first start prints an address at which the admin is made
`,
  hive: `
A queen with access control gives a token to a hive that joins with an invite. The token is kept in
hive-token.json in the folder of --data, with the address of the queen; after that neither is needed again.

Exit status: 2 if the queen refuses the invite, or if settings or files are invalid.
${PRECEDENCE}
Examples:
  rbee hive --join -              then paste what rbee invite printed
  rbee hive --queen-url http://192.168.1.20:7833 --hive-id gpu-1
  rbee hive --watch 'embed=python .*embedder\\.py' --ignore llama-bench
`,
  run: `
The command runs in the cgroup rbee.slice/<group>/<instance>, created by systemd-run where systemd
allows it, otherwise through the cgroup file system where this user may write to it. Where neither
works, it runs without a cgroup and without limits. It says at the start which limits hold, and
warns of each limit that could not be set.

Standard input and output and signals are passed through. The exit status is that of the command:
128 plus the signal number if a signal ended it, 127 if the command was not found, 126 if it is not
executable, 2 if the arguments are invalid or the name is in use. On a terminal, the terminal itself
sends Ctrl-C to the command. Processes that the command leaves in its cgroup are terminated when it
ends, and killed 5 s later.

Examples:
  rbee run --group llm --instance 8080 -- llama-server -m model.gguf --port 8080
  rbee run --group llm --instance 8000 --cpu 400% --memory 24G -- vllm serve org/model
`,
  top: `
Keys: Tab workers or hives, / filter, < > sort, r reverse, arrows, j k, PgUp PgDn, g G scroll, ? help,
q quit. NO_COLOR is honoured. Without a terminal, or on one that cannot move its cursor, it prints the
table once, whole. A figure that could not be read is ?, one that does not exist is -.

Exit status: 0; 1 if there is no connection to the queen (printed once), 2 if the arguments are invalid.
${PRECEDENCE}
Examples:
  rbee top
  rbee top --queen-url http://192.168.1.20:7833 --filter 'state:busy vram>20G' --sort -tokens
  rbee top --queen-url https://queen.example --token-file ~/.config/rbee/token
  rbee top --hives --once
  rbee top --json --filter state:stuck
`,
  status: `
It names the programs of rbee and the inference servers that run on this machine, and what the queen
knows of their hive. It starts nothing.

Exit status: 0 if the queen answers and hears this machine in time, or no hive runs here; 1 if the queen
does not answer; 3 if it answers, but the hive of this machine is not known there, late or silent; 2 if the
arguments are invalid.
${PRECEDENCE}
Examples:
  rbee status
  rbee status --json --queen-url http://192.168.1.20:7833
  rbee status > /dev/null || systemctl restart rbee-hive
`,
  simulate: `
Each simulated hive is a machine with realistic hardware and models, busy by day and quiet by night. Its
workers are marked as simulated on the wire and on the page. The statistics that are printed every five
seconds are measured in the simulator; a warning tells when the simulator itself is the bottleneck.
Heartbeats that the queen does not accept are counted and not sent again.

Exit status: 0 if the queen accepted heartbeats to the end; 1 if it accepted none, or none in the last
seconds, because it did not answer; 3 if it refused all of them; 2 if the arguments are invalid.
${PRECEDENCE}
Examples:
  rbee simulate                   100 hives for the queen on this computer, until Ctrl-C
  rbee simulate --hives 1000 --workers 8 --rate 1 --churn 1%/min --skew 5s
  RBEE_SIMULATE_JOIN=$(rbee invite --uses 200 | grep -o 'rbee1[^ ]*') rbee simulate --hives 200
                                  for a queen with access control
  rbee simulate --hives 200 --post --out-of-order 2% --duplicates 2% --duration 60s
`,
  history: '\nHelp on a command: rbee history export --help\n',
  'history info': `
It reads the files of a queen that runs, too.
${PRECEDENCE}
Examples:
  rbee history info
  rbee history info --data /var/lib/rbee --json
`,
  'history export': `
It reads the files of a queen that runs, too; what the queen took in the last two minutes is not in
them yet. One row is one figure at one time. What was not reported has no row; a figure that is not
known has a row with the reason.
${PRECEDENCE}
Examples:
  rbee history export --hive gpu-1 --from -1h > gpu-1.ndjson
  rbee history export --hive gpu-1 --worker llm/8080 --field vram_mb --field gpu_util_pct --output a.csv
  rbee history export --tier 1m --from -30d --output fleet.parquet
`,
  'history prune': `
${PRECEDENCE}
Examples:
  rbee history prune --before -30d
  rbee history prune --before 2025-10-30T00:00:00Z --data /var/lib/rbee
`,
  invite: `
Run it on the queen's machine, as the user of the queen or as root. Elsewhere name the queen with
--queen-url, and a file with an API token that has the scope operate with --token-file. The line goes to
standard output alone. A hive keeps its token, so the line is needed once.

With --code-file many machines can be provisioned with one line that is known beforehand. The file must be
readable by its owner alone.

Exit status: 0; 1 if the queen or its files refuse, 2 if the arguments are invalid.
${PRECEDENCE}
Examples:
  rbee invite
  rbee invite --hive gpu-1 --for 10m
  rbee invite --uses 50 --for 7d --code-file /etc/rbee/invite-code
  rbee invite --queen-url https://queen.example --token-file /etc/rbee/operator.token
`,
  token: '\nHelp on a command: rbee token create --help\n',
  'token create': `
Run it on the queen's machine, as the user of the queen or as root. The token is printed once, alone on
standard output, so that it can go into a file; the queen keeps only its SHA-256.

Scopes: read (lists, the past, /docs), stream, metrics (/metrics), operate (invite, revoke and forget
hives), admin (everything). A scope is for the whole fleet.

Exit status: 0; 1 if the files of the queen cannot be used, 2 if the arguments are invalid.
${PRECEDENCE}
Examples:
  rbee token create --name prometheus --scope metrics > /etc/prometheus/rbee.token
  rbee token create --name laptop --scope read,stream --for 90d
`,
  'token list': `
Tokens themselves cannot be shown: the queen keeps only their SHA-256.
${PRECEDENCE}
Examples:
  rbee token list
  rbee token list --json
`,
  'token revoke': `
Streams of the token end within 5 s.

Exit status: 0; 1 if there is no such token, 2 if the arguments are invalid.
${PRECEDENCE}
Examples:
  rbee token list
  rbee token revoke 3f0c9a52
`,
  admin: '\nHelp on a command: rbee admin reset --help\n',
  'admin reset': `
Run it on the queen's machine, as the user of the queen or as root. Whoever opens the address gives the
account another password; its sessions end then. It is valid for 24 hours and for one use. If the queen
has no admin, the address makes one.

Exit status: 0; 1 if there is no such account, 2 if the arguments are invalid.
${PRECEDENCE}
Examples:
  rbee admin reset
  rbee admin reset --name ada
`,
  completion: `
The script has all commands, options and values in it: at a Tab nothing is started. It is for a program
rbee in the search path, not for npx. Print it again after an upgrade.

Examples:
  source <(rbee completion bash)                          in ~/.bashrc
  source <(rbee completion zsh)                           in ~/.zshrc, after compinit
  rbee completion fish > ~/.config/fish/completions/rbee.fish
  rbee completion bash > /etc/bash_completion.d/rbee      for all users
`,
  help: `
Examples:
  rbee help hive
  rbee help history export
`,
  version: '',
  doctor: `
Exit status: 1 if workers cannot be monitored on this machine, else 0.
${PRECEDENCE}
Examples:
  rbee doctor
  rbee doctor --json --queen-url http://192.168.1.20:7833
`,
} as const;
