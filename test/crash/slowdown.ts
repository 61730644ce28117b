/**
 * How much slower than by itself a process runs here, because others want the same cores: the time that work takes over
 * the time that a core spent on it. 1 on a machine that has nothing else to do.
 */
const busyMs = 150;

export function measureSlowdown(): number {
  const started = performance.now();
  const cpu = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(cpu);
    const busy = (user + system) / 1000;
    if (busy >= busyMs) return Math.max(1, (performance.now() - started) / busy);
  }
}

export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 1;
}
