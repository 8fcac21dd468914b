'use client';

import { Select as BaseSelect } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { selectTriggerClassName } from '@/components/ui/control';
import { popupClassName, popupItemClassName } from '@/components/ui/popup';
import type { SelectProps } from '@/components/ui/select-props';

/** The list itself, from its first opening on. Loaded by Select. */
export default function OpenedSelect<Value extends string>({
  label,
  value,
  onValueChange,
  items,
  disabled = false,
  className,
}: SelectProps<Value>) {
  return (
    <BaseSelect.Root
      defaultOpen
      value={value}
      onValueChange={(next) => next !== null && onValueChange(next)}
      items={items}
      disabled={disabled}
      // Else the page is locked and laid out anew at each opening and closing, which costs more than the list itself.
      modal={false}
    >
      <BaseSelect.Trigger
        // Before the label has said who it is, only this names it.
        aria-label={label}
        className={cn(selectTriggerClassName, className)}
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
