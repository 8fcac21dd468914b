'use client';

import { Field as BaseField } from '@base-ui/react/field';
import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';

interface FieldProps {
  label: ReactNode;
  /** Stands under the label and is read with the control. */
  hint?: ReactNode;
  /** What is wrong and what to do; read with the control, which is marked invalid. */
  error?: string | undefined;
  /** Beside the label, as in "Optional". */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** One control with its label, hint and error, tied to it for screen readers. The control is an Input, Select or Switch. */
export function Field({ label, hint, error, aside, className, children }: FieldProps) {
  return (
    <BaseField.Root invalid={error !== undefined} className={cn('flex flex-col gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-4">
        <BaseField.Label className="font-medium">{label}</BaseField.Label>
        {aside && <span className="text-xs text-text-muted">{aside}</span>}
      </div>
      {hint && <BaseField.Description className="text-text-muted">{hint}</BaseField.Description>}
      {children}
      <BaseField.Error match={error !== undefined} className="flex gap-1.5 text-failure">
        <CircleX className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
        {error}
      </BaseField.Error>
    </BaseField.Root>
  );
}
