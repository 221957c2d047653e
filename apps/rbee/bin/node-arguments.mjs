import { isSea } from 'node:sea';

/**
 * The arguments that give these flags to another Node: a single executable would take them for arguments of the program,
 * so it has one option for all of them (`execArgvExtension` in packaging/program).
 *
 * @param {readonly string[]} flags
 * @returns {string[]}
 */
export const nodeArguments = (flags) =>
  flags.length > 0 && isSea() ? [`--node-options=${flags.join(' ')}`] : [...flags];
