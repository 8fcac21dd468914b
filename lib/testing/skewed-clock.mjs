/**
 * Loaded into a process before anything else, by `--import`: its wall clock is off by CLOCK_OFF_MS, and with
 * CLOCK_JUMPS it is once ahead and once behind by that, ten times a second. Monotonic time goes on as it does.
 */
const RealDate = Date;
let off = Number(process.env.CLOCK_OFF_MS);
if (process.env.CLOCK_JUMPS)
  setInterval(() => {
    off = -off;
  }, 100).unref();

const now = () => RealDate.now() + off;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
