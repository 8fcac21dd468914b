'use client';

import { ChevronDown } from 'lucide-react';
import { lazy, Suspense, startTransition, useState } from 'react';
import { preload } from '@/components/preload';
import { cn } from '@/components/ui/cn';
import { selectTriggerClassName } from '@/components/ui/control';
import type { SelectProps } from '@/components/ui/select-props';

// Lists are a fifth of a page's scripts, so they come when somebody reaches for one.
const load = () => import('@/components/ui/select-opened');
// `lazy` forgets that the component is generic; which values there are changes nothing for it.
const OpenedSelect = lazy(load) as <Value extends string>(props: SelectProps<Value>) => React.ReactNode;

const OPENING_KEYS = ['Enter', ' ', 'ArrowDown', 'ArrowUp'];

/** One of a short list, for filters and small forms. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const [isWanted, setWanted] = useState(false);
  const { label, value, items, disabled = false, className } = props;
  // A transition keeps this button, and its focus, until the list is there.
  const open = () => startTransition(() => setWanted(true));
  const button = (
    <button
      type="button"
      role="combobox"
      aria-haspopup="listbox"
      aria-expanded={false}
      aria-label={label}
      aria-disabled={disabled || undefined}
      onPointerEnter={() => preload(load)}
      onFocus={() => preload(load)}
      onClick={disabled ? undefined : open}
      onKeyDown={(event) => {
        if (disabled || !OPENING_KEYS.includes(event.key)) return;
        event.preventDefault();
        open();
      }}
      className={cn(selectTriggerClassName, className)}
    >
      <span className="text-text-muted" aria-hidden="true">
        {label}
      </span>
      <span className="grow text-left">{items.find((item) => item.value === value)?.label}</span>
      <span className="text-text-muted">
        <ChevronDown className="size-4" aria-hidden="true" />
      </span>
    </button>
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <OpenedSelect {...props} />
    </Suspense>
  );
}
