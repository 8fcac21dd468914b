interface ProgressProps {
  /** Names what moves on. */
  label: string;
  value: number;
  max: number;
}

/** How far something is. The words beside it say the same. */
export function Progress({ label, value, max }: ProgressProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value}
      className="h-1.5 overflow-hidden rounded-full bg-border-strong/40"
    >
      <div
        className="h-full rounded-full bg-accent transition-[width]"
        style={{ width: `${max === 0 ? 0 : (100 * value) / max}%` }}
      />
    </div>
  );
}
