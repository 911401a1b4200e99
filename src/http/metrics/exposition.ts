/** One metric with its samples. Names and units: https://prometheus.io/docs/practices/naming/ */
export interface MetricFamily {
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly help: string;
  /** May be made one by one while they are written: there can be a million. */
  readonly samples: Iterable<Sample>;
}

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export const expositionType = "text/plain; version=0.0.4; charset=utf-8";

/** The lines of the Prometheus text format 0.0.4. Families without samples are left out. */
export function* exposition(families: Iterable<MetricFamily>): Generator<string> {
  for (const { name, type, help, samples } of families) {
    let isFirst = true;
    for (const { labels, value } of samples) {
      if (isFirst) yield `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;
      isFirst = false;
      yield `${name}${labelText(labels)} ${valueText(value)}\n`;
    }
  }
}

const escapeHelp = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");

const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');

const labelText = (labels: Sample["labels"] = {}): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
};

const valueText = (value: number): string =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
