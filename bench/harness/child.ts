/** The child's side of {@link startChild}: a process of its own that answers its parent's calls. */

/** What a child can be asked. Arguments and answers cross a process boundary as JSON. */
export type Methods = Record<string, (...args: never[]) => unknown>;

/** A parent's call and its answer. */
export interface Call {
  id: number;
  method: string;
  args: unknown[];
}
export type Answer = { id: number; value?: unknown; error?: string } | { ready: true };

const tell = (answer: Answer) => process.send?.(answer);

/** Answers the parent's calls with `methods` until the parent is gone, and then ends, whatever is under way. */
export function serve(methods: Methods): void {
  process.on('message', ({ id, method, args }: Call) => {
    const run = methods[method] as ((...args: unknown[]) => unknown) | undefined;
    Promise.resolve()
      .then(() => {
        if (!run) throw new Error(`no method ${method}`);
        return run(...args);
      })
      .then(
        (value) => tell({ id, value }),
        (error: unknown) => tell({ id, error: error instanceof Error ? (error.stack ?? '') : String(error) }),
      );
  });
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C at the terminal reaches every process; the parent ends its children when it has cleaned up.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
  tell({ ready: true });
}
