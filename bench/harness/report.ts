import type { Figure, Line, Quantity, Section } from './figure';
import type { Setting } from './machine';

const HEADINGS = ['', 'ours', 'baseline', '', 'ratio', 'CPU µs', 'baseline'];

/** Rates whole, times and sizes as fine as they say something. */
function amount(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

const quantity = ({ value, unit }: Quantity) => `${amount(value)} ${unit}`;

/** Name, ours, baseline, what that is, ratio, CPU of each. */
function cellsOf({ name, ours, baseline, ratio, cpuMicros }: Figure): string[] {
  return [
    name,
    quantity(ours),
    baseline ? quantity(baseline.quantity) : '',
    baseline?.name ?? '',
    ratio === null ? '' : ratio.toFixed(2),
    cpuMicros ? amount(cpuMicros.ours) : '',
    cpuMicros?.baseline ? amount(cpuMicros.baseline) : '',
  ];
}

const rowOf = (line: Line): string[] => ('absent' in line ? [line.name, line.absent] : cellsOf(line));

/** The table for a terminal. */
export function textTable(sections: readonly Section[]): string {
  const rows = sections.flatMap(({ lines }) => lines).map(rowOf);
  // What is absent says why over the columns that it does not fill.
  const widths = HEADINGS.map((heading, column) =>
    Math.max(
      heading.length,
      ...rows.filter((row) => row.length > 2 || column === 0).map((row) => row[column]?.length ?? 0),
    ),
  );
  const text = (row: string[]) =>
    row
      .map((cell, column) =>
        column === 0 || column === 3 || row.length === 2
          ? cell.padEnd(widths[column] ?? 0)
          : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [
    `  ${text(HEADINGS)}`,
    ...sections.flatMap(({ title, lines }) => ['', title, ...lines.map((line) => `  ${text(rowOf(line))}`)]),
  ].join('\n');
}

const HOW_TO_READ = `## How to read it

- Everything in one line ran on one machine in one run, against the same receiver: warmed up, then in turns, so that what else the machine did fell on all of them. Rates and processor times are medians over the turns; a ratio is the median of the ratios of each turn, so it may differ a little from the quotient of the two rates.
- **Trust the ratios.** Raw rates say as much about the machine as about the code. Processor time ("CPU µs") is that of the process that sends or serves, for each delivery, request or event, without PostgreSQL, Redis and the receiver; it is steadier than a rate on a busy machine.
- **The limit** signs and posts through an undici pool and keeps nothing. Ours publishes events, and sends and records each delivery in a PostgreSQL that syncs every commit to disk. It counts from the first event to the last recorded attempt.
- **The peers** are senders as a team would write them on a queue library, with the same pool and signature, and attempts recorded many in one commit in the same PostgreSQL; a ratio above 1 is ours ahead of them. *In bulks*: a sender alone, which gets jobs by the hundred and keeps nothing but attempts. *One by one*: the work that ours does in that time too, with as many callers at once, each answered when its event is durable with its delivery and its job, and the delivery's state kept; still without idempotency across processes, fairness between endpoints, and phases of a request.
- **Intake** is posted to from 128 connections, batches from eight, unless a line says otherwise; the empty handler does nothing but answer. 500 is as many callers as the deliveries above have.
- **Latency** is from the moment at which an event is durable, which is when the intake answers 202, to the complete request at the receiver, ten events a second. Across processes one publishes without a worker and another one sends.
- **One that hangs**: fifty endpoints, one takes requests and never answers; the throughput of the other 49.
- **Growth**: one webhook with so many finished deliveries in its history; the first page, a page from its middle, one with a filter, and a claim of 50 due ones beside it.
- **Memory** is read after a full collection.
- Nothing is asserted here: a busy machine must fail no test.
`;

/** The page that `npm run bench` leaves behind. */
export function markdown(sections: readonly Section[], setting: Setting, plan: string): string {
  const headings = ['', 'ours', 'baseline', 'which is', 'ratio', 'CPU µs, ours', 'CPU µs, baseline'];
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const tables = sections.map(({ title, lines }) =>
    [
      `## ${title}`,
      '',
      row(headings),
      row(headings.map((_, column) => ([0, 3].includes(column) ? '---' : '--:'))),
      ...lines.map((line) => row(headings.map((_, column) => rowOf(line)[column] ?? ''))),
    ].join('\n'),
  );
  return [
    '# Benchmarks',
    '',
    `Measured on ${setting.date} by \`npm run bench${plan === 'quick' ? ' -- --quick' : ''}\`.`,
    '',
    `- Machine: ${setting.machine}`,
    `- Versions: ${setting.versions}`,
    '',
    ...tables.flatMap((table) => [table, '']),
    HOW_TO_READ,
  ].join('\n');
}
