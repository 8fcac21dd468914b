'use client';

import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useImperativeHandle, useRef } from 'react';
import { buttonVariants } from '@/components/ui/button-variants';
import { cn } from '@/components/ui/cn';
import type { MenuEntry, MenuOpener, MenuProps } from '@/components/ui/menu-props';
import { popupClassName, popupItemClassName } from '@/components/ui/popup';

/** The menu itself, from its first opening on. Loaded by Menu. */
export default function OpenedMenu({
  trigger,
  label,
  entries,
  align = 'end',
  variant = 'ghost',
  size,
  className,
  disabled = false,
  ref,
  openedBy,
}: MenuProps & { openedBy: MenuOpener }) {
  const button = useRef<HTMLButtonElement>(null);
  useImperativeHandle(ref, () => button.current as HTMLButtonElement);
  const arrow = arrowOf(openedBy);
  const isOpened = useRef(arrow === null);
  // From here on the menu knows by itself what to do with a key: it opens, and highlights an item.
  useEffect(() => {
    if (isOpened.current) return;
    isOpened.current = true;
    button.current?.dispatchEvent(new KeyboardEvent('keydown', { key: arrow ?? '', bubbles: true }));
  }, [arrow]);
  return (
    <BaseMenu.Root
      defaultOpen={arrow === null}
      // Not `disabled`: such a button loses focus, and with it the place on the page of who works by keyboard.
      onOpenChange={(open, change) => open && disabled && change.cancel()}
    >
      <BaseMenu.Trigger
        ref={button}
        aria-label={label}
        aria-disabled={disabled || undefined}
        className={cn(buttonVariants({ variant, size }), className)}
      >
        {trigger}
      </BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner className="z-50 outline-none" sideOffset={4} align={align} collisionPadding={8}>
          <BaseMenu.Popup className={popupClassName}>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

/** The arrow key that does the same as what was pressed; null for a pointer. */
function arrowOf(event: MenuOpener): 'ArrowUp' | 'ArrowDown' | null {
  if ('key' in event) return event.key === 'ArrowUp' ? 'ArrowUp' : 'ArrowDown';
  // A press without a pointer is a screen reader's.
  return event.detail === 0 ? 'ArrowDown' : null;
}

function Entry({ entry }: { entry: MenuEntry }) {
  switch (entry.kind) {
    case 'action':
      return (
        <BaseMenu.Item
          onClick={entry.onSelect}
          className={cn(popupItemClassName, entry.danger && 'text-failure data-highlighted:bg-failure-soft')}
        >
          {entry.label}
        </BaseMenu.Item>
      );
    case 'link':
      return (
        <BaseMenu.LinkItem
          render={<Link href={entry.href} prefetch={false} />}
          className={cn(popupItemClassName, 'hover:no-underline')}
          closeOnClick
        >
          {entry.label}
        </BaseMenu.LinkItem>
      );
    case 'choice':
      return <Choice entry={entry} />;
    case 'header':
      return <div className="border-b border-border px-3 pt-1.5 pb-2.5">{entry.content}</div>;
    case 'separator':
      return <BaseMenu.Separator className="my-1 h-px bg-border" />;
  }
}

function Choice({ entry }: { entry: Extract<MenuEntry, { kind: 'choice' }> }) {
  return (
    <BaseMenu.RadioGroup value={entry.value} onValueChange={entry.onValueChange}>
      <BaseMenu.GroupLabel className="px-3 py-1.5 text-xs font-medium text-text-muted">
        {entry.label}
      </BaseMenu.GroupLabel>
      {entry.items.map((item) => (
        <BaseMenu.RadioItem
          key={item.value}
          value={item.value}
          lang={item.lang}
          className={popupItemClassName}
          closeOnClick
        >
          <span className="grow">{item.label}</span>
          <BaseMenu.RadioItemIndicator>
            <Check className="text-accent" aria-hidden="true" />
          </BaseMenu.RadioItemIndicator>
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  );
}
