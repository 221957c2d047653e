/**
 * Number of files that this process may have open (`ulimit -n`), from Node's diagnostic report; undefined where the system has
 * no such limit.
 */
export function openFilesLimit(): number | undefined {
  // Node's types lack `excludeNetwork`.
  const report: typeof process.report & { excludeNetwork?: boolean } = process.report;
  const { excludeNetwork = false } = report;
  report.excludeNetwork = true; // it would look up the names of all addresses
  const { userLimits } = report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  report.excludeNetwork = excludeNetwork;
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' && soft > 0 ? soft : undefined;
}
