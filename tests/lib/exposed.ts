/** Metrics that are shown somewhere: the values of each label, by metric. */
export type Exposed = Map<string, Map<string, Set<string>>>;

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Adds what one process shows, in Prometheus' text format; `labels` are those that Prometheus adds. */
export function addExposed(exposed: Exposed, text: string, labels: Record<string, string> = {}): void {
  for (const line of text.split('\n')) {
    const [, name, inner = ''] = SAMPLE.exec(line) ?? [];
    if (name === undefined) continue;
    const values = exposed.get(name) ?? new Map<string, Set<string>>();
    exposed.set(name, values);
    const found = [...inner.matchAll(LABEL)].map(([, label = '', value = '']) => [label, value] as const);
    for (const [label, value] of [...found, ...Object.entries(labels)])
      values.set(label, (values.get(label) ?? new Set()).add(value));
  }
}
