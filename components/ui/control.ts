/** The look shared by all that is typed into or chosen from. */
export const controlClassName =
  'w-full rounded-md border border-border-strong bg-surface px-3 text-text transition-colors aria-invalid:border-2 aria-invalid:border-failure pointer-coarse:min-h-11 pointer-coarse:text-base';
