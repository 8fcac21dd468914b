/** The look shared by all that is typed into or chosen from. */
export const controlClassName =
  'base:w-full rounded-md border border-border-strong bg-surface px-3 text-text transition-colors placeholder-shown:text-ellipsis aria-invalid:border-2 aria-invalid:border-failure pointer-coarse:min-h-11 pointer-coarse:text-base';

/** What opens a list of choices, among controls that stand in a line. */
export const selectTriggerClassName = `${controlClassName} inline-flex h-9 w-auto items-center gap-2 whitespace-nowrap`;
