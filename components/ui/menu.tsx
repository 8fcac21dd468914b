'use client';

import { lazy, Suspense, startTransition, useState } from 'react';
import { preload } from '@/components/preload';
import { buttonVariants } from '@/components/ui/button-variants';
import { cn } from '@/components/ui/cn';
import type { MenuOpener, MenuProps } from '@/components/ui/menu-props';

// Menus are a third of a page's scripts and seldom opened, so they come when somebody reaches for one.
const load = () => import('@/components/ui/menu-opened');
const OpenedMenu = lazy(load);

/** Enter and Space press the button, as any other. */
const OPENING_KEYS = ['ArrowDown', 'ArrowUp'];

/** A button that opens a list of things to do or choose. */
export function Menu(props: MenuProps) {
  const [openedBy, setOpenedBy] = useState<MenuOpener | null>(null);
  const { trigger, label, variant = 'ghost', size, className, disabled = false, ref } = props;
  // A transition keeps this button, and its focus, until the menu is there.
  const open = (event: MenuOpener) => startTransition(() => setOpenedBy(event));
  const button = (
    <button
      {...(ref && { ref })}
      type="button"
      aria-haspopup="menu"
      aria-expanded={false}
      aria-label={label}
      aria-disabled={disabled || undefined}
      onPointerEnter={() => preload(load)}
      onFocus={() => preload(load)}
      onClick={disabled ? undefined : open}
      onKeyDown={(event) => {
        if (disabled || !OPENING_KEYS.includes(event.key)) return;
        event.preventDefault();
        open(event);
      }}
      className={cn(buttonVariants({ variant, size }), className)}
    >
      {trigger}
    </button>
  );
  if (!openedBy) return button;
  return (
    <Suspense fallback={button}>
      <OpenedMenu {...props} openedBy={openedBy} />
    </Suspense>
  );
}
