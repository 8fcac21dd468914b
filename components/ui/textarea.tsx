'use client';

import { Field as BaseField } from '@base-ui/react/field';
import type { ComponentProps } from 'react';
import { cn } from '@/components/ui/cn';
import { controlClassName } from '@/components/ui/control';

/** Several lines of text. Inside a Field it takes its label, hint and error from there. */
export function Textarea({ className, ref, ...props }: ComponentProps<'textarea'>) {
  return (
    <BaseField.Control
      render={<textarea {...props} ref={ref} className={cn(controlClassName, 'min-h-20 py-2', className)} />}
    />
  );
}
