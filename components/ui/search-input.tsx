import type { ComponentProps } from 'react';
import { cn } from '@/components/ui/cn';
import { controlClassName } from '@/components/ui/control';

type SearchInputProps = Omit<ComponentProps<'input'>, 'type' | 'onChange' | 'value'> & {
  value: string;
  onValueChange: (value: string) => void;
};

/** A line to search with, outside of any Field, so that a page without a form loads nothing of forms. Name it by `aria-label`. */
export function SearchInput({ onValueChange, className, ...props }: SearchInputProps) {
  return (
    <input
      {...props}
      type="search"
      onChange={(event) => onValueChange(event.target.value)}
      className={cn(controlClassName, 'h-9', className)}
    />
  );
}
