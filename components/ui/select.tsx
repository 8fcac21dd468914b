'use client';

import { Select as BaseSelect } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { controlClassName } from '@/components/ui/control';
import { popupClassName, popupItemClassName } from '@/components/ui/popup';

interface SelectProps<Value extends string> {
  /** The accessible name; shown before the value too, as in "Status: all". */
  label: string;
  value: Value;
  onValueChange: (value: Value) => void;
  items: readonly { value: Value; label: ReactNode }[];
  disabled?: boolean;
  className?: string;
}

/** One of a short list, for filters and small forms. */
export function Select<Value extends string>({
  label,
  value,
  onValueChange,
  items,
  disabled = false,
  className,
}: SelectProps<Value>) {
  return (
    <BaseSelect.Root
      value={value}
      onValueChange={(next) => next !== null && onValueChange(next)}
      items={items}
      disabled={disabled}
    >
      <BaseSelect.Trigger
        // Until the script has run, only this names it; then its label does.
        aria-label={label}
        className={cn(
          controlClassName,
          'inline-flex h-9 w-auto items-center gap-2 whitespace-nowrap',
          className,
        )}
      >
        <BaseSelect.Label render={<span />} className="text-text-muted">
          {label}
        </BaseSelect.Label>
        <BaseSelect.Value className="grow text-left" />
        <BaseSelect.Icon className="text-text-muted">
          <ChevronDown className="size-4" aria-hidden="true" />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner className="z-50 outline-none" sideOffset={4} alignItemWithTrigger={false}>
          <BaseSelect.Popup className={popupClassName}>
            <BaseSelect.List>
              {items.map((item) => (
                <BaseSelect.Item key={item.value} value={item.value} className={popupItemClassName}>
                  <BaseSelect.ItemText className="grow">{item.label}</BaseSelect.ItemText>
                  <BaseSelect.ItemIndicator>
                    <Check className="size-4 text-accent" aria-hidden="true" />
                  </BaseSelect.ItemIndicator>
                </BaseSelect.Item>
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
