import type { Bench } from '../harness/bench';
import { type Remote, startChild } from '../harness/children';
import { type Figure, type Section, single } from '../harness/figure';
import { median } from '../harness/measure';
import { Undo } from '../harness/undo';
import type { History } from '../history';

/** Calls in one turn, and turns. */
const CALLS = 20;
const TURNS = 5;

const QUESTIONS = {
  firstPage: 'history, first page',
  middlePage: 'history, page from the middle',
  filteredPage: 'history, failures only',
  claim: 'claim of 50',
} as const;
type Question = keyof typeof QUESTIONS;

interface Store {
  size: number;
  history: Remote<History>;
  /** Milliseconds of each call. */
  times: Record<Question, number[]>;
}

/** What history page and claim cost as the history grows, each size in a database of its own. */
export function measureGrowth(bench: Bench): Promise<Section> {
  return Undo.scope(async (undo) => {
    const stores: Store[] = [];
    for (const size of bench.plan.historySizes) stores.push(await fill(bench, undo, size));
    for (let turn = 0; turn <= TURNS; turn++)
      for (const store of stores) {
        bench.signal.throwIfAborted();
        // The first turn warms up.
        await ask(store, turn > 0);
      }
    const [smallest, ...larger] = stores;
    const lines = Object.keys(QUESTIONS).flatMap((key) =>
      larger.map((store) => line(key as Question, store, smallest)),
    );
    return { title: 'As the history grows', lines };
  });
}

async function fill({ server, progress }: Bench, undo: Undo, size: number): Promise<Store> {
  progress(`Making a history of ${label(size)}`);
  const history = await startChild<History>(undo, 'bench/history.ts', {
    env: { DATABASE_URL: await server.create(`history_${size}`) },
  });
  await history.seed(size);
  return { size, history, times: { firstPage: [], middlePage: [], filteredPage: [], claim: [] } };
}

async function ask({ history, times }: Store, counts: boolean): Promise<void> {
  for (const key of Object.keys(QUESTIONS) as Question[]) {
    const taken = await history[key](CALLS);
    if (counts) times[key].push(...taken);
  }
}

function line(question: Question, store: Store, smallest: Store | undefined): Figure {
  const baseline = smallest && {
    name: `at ${label(smallest.size)}`,
    value: median(smallest.times[question]),
  };
  return single(
    `${QUESTIONS[question]}, at ${label(store.size)}`,
    median(store.times[question]),
    'ms',
    baseline,
  );
}

const label = (size: number) => (size >= 1e6 ? `${size / 1e6}M` : `${size / 1e3}k`);
