'use client';

import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode, Ref } from 'react';
import { type ButtonVariants, buttonVariants } from '@/components/ui/button-variants';
import { cn } from '@/components/ui/cn';
import { popupClassName, popupItemClassName } from '@/components/ui/popup';

interface MenuProps extends ButtonVariants {
  /** What the button shows. */
  trigger: ReactNode;
  /** The button's accessible name, where what it shows is an icon. */
  label?: string;
  align?: 'start' | 'center' | 'end';
  className?: string;
  disabled?: boolean;
  /** The button, for giving focus back to it. */
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
}

/** A button that opens a list of things to do or choose. */
export function Menu({
  trigger,
  label,
  align = 'end',
  variant = 'ghost',
  size,
  className,
  disabled = false,
  ref,
  children,
}: MenuProps) {
  return (
    <BaseMenu.Root disabled={disabled}>
      <BaseMenu.Trigger
        {...(ref && { ref })}
        aria-label={label}
        className={cn(buttonVariants({ variant, size }), className)}
      >
        {trigger}
      </BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner className="z-50 outline-none" sideOffset={4} align={align} collisionPadding={8}>
          <BaseMenu.Popup className={popupClassName}>{children}</BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

type MenuItemProps = Omit<BaseMenu.Item.Props, 'className'> & { className?: string; danger?: boolean };

/** Something to do. */
export function MenuItem({ className, danger = false, ...props }: MenuItemProps) {
  return (
    <BaseMenu.Item
      {...props}
      className={cn(popupItemClassName, danger && 'text-failure data-highlighted:bg-failure-soft', className)}
    />
  );
}

/** Somewhere to go. */
export function MenuLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <BaseMenu.LinkItem
      render={<Link href={href} prefetch={false} />}
      className={cn(popupItemClassName, 'hover:no-underline')}
      closeOnClick
    >
      {children}
    </BaseMenu.LinkItem>
  );
}

interface MenuChoiceProps<Value extends string> {
  label: string;
  value: Value;
  onValueChange: (value: Value) => void;
  items: readonly { value: Value; label: string; lang?: string }[];
}

/** One choice of several, the present one marked. */
export function MenuChoice<Value extends string>({
  label,
  value,
  onValueChange,
  items,
}: MenuChoiceProps<Value>) {
  return (
    <BaseMenu.RadioGroup value={value} onValueChange={onValueChange}>
      <BaseMenu.GroupLabel className="px-3 py-1.5 text-xs font-medium text-text-muted">
        {label}
      </BaseMenu.GroupLabel>
      {items.map((item) => (
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

/** A heading inside a menu that is not itself a choice. */
export function MenuHeader({ children }: { children: ReactNode }) {
  return <div className="border-b border-border px-3 pt-1.5 pb-2.5">{children}</div>;
}

/** A line between parts of a menu. */
export function MenuSeparator() {
  return <BaseMenu.Separator className="my-1 h-px bg-border" />;
}
