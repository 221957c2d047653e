import { type Check, type Consumer, demand, run } from './check.ts';

/** The packages in Node, as a program that uses all of them. */
export const nodeChecks = ({ folder, nodes }: Consumer): Check[] =>
  [...nodes].flatMap(([major, node]) =>
    ['fleet.mjs', 'require.cjs'].map((program) => ({
      name: `Node ${major} runs ${program}`,
      run: async () => demand(await run(node, [program], { cwd: folder }), /^ok$/m),
    })),
  );
