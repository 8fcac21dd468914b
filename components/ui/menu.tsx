'use client';

import { lazy, type ReactNode, type Ref, Suspense, startTransition, useState } from 'react';
import { type ButtonVariants, buttonVariants } from '@/components/ui/button-variants';
import { cn } from '@/components/ui/cn';

/** One line of a menu. */
export type MenuEntry =
  | { kind: 'action'; id: string; label: ReactNode; danger?: boolean; onSelect: () => void }
  | { kind: 'link'; id: string; label: ReactNode; href: string }
  | {
      kind: 'choice';
      id: string;
      label: string;
      value: string;
      onValueChange: (value: string) => void;
      items: readonly { value: string; label: string; lang?: string }[];
    }
  /** A heading that is not itself a choice. */
  | { kind: 'header'; id: string; content: ReactNode }
  | { kind: 'separator'; id: string };

export interface MenuProps extends ButtonVariants {
  /** What the button shows. */
  trigger: ReactNode;
  /** The button's accessible name, where what it shows is not enough. */
  label?: string;
  entries: readonly MenuEntry[];
  align?: 'start' | 'center' | 'end';
  className?: string;
  disabled?: boolean;
  /** The button, for giving focus back to it. */
  ref?: Ref<HTMLButtonElement>;
}

// Menus are a third of a page's scripts and seldom opened, so they come when somebody reaches for one.
const load = () => import('@/components/ui/menu-opened');
const OpenedMenu = lazy(load);

const OPENING_KEYS = ['Enter', ' ', 'ArrowDown', 'ArrowUp'];

/** A button that opens a list of things to do or choose. */
export function Menu(props: MenuProps) {
  const [isWanted, setWanted] = useState(false);
  const { trigger, label, variant = 'ghost', size, className, disabled = false, ref } = props;
  const preload = () => void load();
  // A transition keeps this button, and its focus, until the menu is there.
  const open = () => startTransition(() => setWanted(true));
  const button = (
    <button
      {...(ref && { ref })}
      type="button"
      aria-haspopup="menu"
      aria-expanded={false}
      aria-label={label}
      aria-disabled={disabled || undefined}
      onPointerEnter={preload}
      onFocus={preload}
      onClick={disabled ? undefined : open}
      onKeyDown={(event) => {
        if (disabled || !OPENING_KEYS.includes(event.key)) return;
        event.preventDefault();
        open();
      }}
      className={cn(buttonVariants({ variant, size }), className)}
    >
      {trigger}
    </button>
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <OpenedMenu {...props} />
    </Suspense>
  );
}
