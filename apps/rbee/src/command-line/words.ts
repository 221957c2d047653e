/** What each command is for. */
export const DESCRIPTIONS = {
  rbee: 'Live telemetry of the inference servers on your own machines.',
  up: 'Start everything for this machine: a queen with her web page, and a hive.',
  queen: 'Start a queen: she takes heartbeats in and shows them on a web page and a stream.',
  hive: 'Start a hive: it looks at the inference servers of this machine and reports them to a queen.',
  run: 'Run a command as a worker of its own: watched under that name, and held to limits.',
  simulate: 'Play a made-up fleet to a queen, to see how she and her page do under load.',
  doctor: 'Say what this machine can and cannot tell, and why.',
} as const;

/** What can be run. */
export type CommandName = Exclude<keyof typeof DESCRIPTIONS, 'rbee'>;

const PRECEDENCE = `
A flag counts more than its environment variable, that more than the config file, and that more
than the default. The config file's key is the flag's name with _ for -: queen.port, hive.hive_id,
up.samples; watch, ignore, log_level and log_format stand at its top.
`;

/** What stands below the help of each command. */
export const EXAMPLES = {
  rbee: '\nTo begin: rbee up\nMore of a command: rbee up --help\n',
  up: `${PRECEDENCE}
Examples:
  rbee up                         then open http://localhost:7833
  rbee up --port 8000 --no-samples
`,
  queen: `${PRECEDENCE}
Examples:
  rbee queen                      for this computer alone
  rbee queen --host 0.0.0.0 --insecure-no-access-control
                                  for a network in which you trust everyone
`,
  hive: `${PRECEDENCE}
Examples:
  rbee hive --queen-url http://192.168.1.20:7833 --hive-id gpu-1
  rbee hive --watch 'embed=python .*embedder\\.py' --ignore llama-bench
`,
  run: `
The command runs in the cgroup rbee.slice/<group>/<instance>: through systemd-run where systemd runs
and does so, else by the cgroup file system where this user may write it. Where neither can be done it
runs without a cgroup, and so without limits. All that is not as it was asked for is said at the start.

Standard input and output, signals and the exit status are the command's own: 128 and the signal's
number if a signal ended it, 127 if there is no such command, 126 if it may not be run, 2 if it
cannot be run as it was told to. On a terminal, Ctrl-C reaches the command from the terminal itself.
What the command leaves behind in its cgroup is ended with it, after 5 s by force.

Examples:
  rbee run --group llm --instance 8080 -- llama-server -m model.gguf --port 8080
  rbee run --group llm --instance 8000 --cpu 400% --memory 24G -- vllm serve org/model
`,
  simulate: `
Each hive of the fleet is a machine of a real kind with real models, busy by day and quiet by night. None of
it exists: its workers are marked as simulated on the wire and on the page. The figures that it prints every
five seconds are its own; it says so when it and not the queen is what limits them. Heartbeats that the queen
does not take are counted, and not sent again.
${PRECEDENCE}
Examples:
  rbee simulate                   100 hives for the queen of this computer, until Ctrl-C
  rbee simulate --hives 1000 --workers 8 --rate 1 --churn 1%/min --skew 5s
  rbee simulate --hives 200 --post --out-of-order 2% --duplicates 2% --duration 60s
`,
  doctor: `
Exit status: 1 if workers cannot be seen here, else 0.
${PRECEDENCE}
Examples:
  rbee doctor
  rbee doctor --json --queen-url http://192.168.1.20:7833
`,
} as const;
