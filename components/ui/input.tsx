'use client';

import { Input as BaseInput } from '@base-ui/react/input';
import { cn } from '@/components/ui/cn';
import { controlClassName } from '@/components/ui/control';

type InputProps = Omit<BaseInput.Props, 'className'> & { className?: string };

/** A line of text. Inside a Field it takes its label, hint and error from there. */
export function Input({ className, ...props }: InputProps) {
  return <BaseInput {...props} className={cn(controlClassName, 'h-10', className)} />;
}
