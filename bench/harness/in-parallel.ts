/** Runs `work(0)` to `work(count - 1)`, `width` at a time. The first failure stops all. */
export async function inParallel(
  width: number,
  count: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (next < count && !failed) await work(next++);
  };
  const lanes = Array.from({ length: Math.min(width, count) }, () =>
    lane().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  await Promise.all(lanes);
}
