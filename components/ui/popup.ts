/** The look shared by menus and lists of choices that float. */
export const popupClassName =
  'max-h-(--available-height) min-w-(--anchor-width) max-w-80 origin-(--transform-origin) overflow-y-auto rounded-md border border-border bg-surface-raised p-1 text-text shadow-float outline-none transition-[opacity,scale] duration-100 data-starting-style:scale-98 data-starting-style:opacity-0 data-ending-style:opacity-0';

export const popupItemClassName =
  'flex min-h-8 cursor-default items-center gap-2 rounded-sm px-3 py-1.5 text-left outline-none select-none base:data-highlighted:bg-accent-soft data-disabled:opacity-60 pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0';
