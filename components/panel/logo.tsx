/** The mark and name of Voki. The name is never translated. */
export function Logo() {
  return (
    <span className="flex items-center gap-2 text-base font-bold tracking-tight">
      <svg viewBox="0 0 22 22" className="size-[22px]" aria-hidden="true">
        <rect width="22" height="22" rx="7" className="fill-accent" />
        <path d="M15.24 6.76a6 6 0 1 0 0 8.48" fill="none" className="stroke-on-accent" strokeWidth="2.2" />
      </svg>
      Voki
    </span>
  );
}
