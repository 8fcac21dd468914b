import { CircleX } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { cn } from '@/components/ui/cn';

interface FieldsetProps {
  legend: ReactNode;
  hint?: ReactNode;
  /** What is wrong with the group as a whole, and what to do. */
  error?: string | undefined;
  /** At the end of the legend's line, as in "Select all". */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** Several choices under one question. */
export function Fieldset({ legend, hint, error, aside, className, children }: FieldsetProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <fieldset className={cn('min-w-0', className)} aria-describedby={described || undefined}>
      <legend className="float-left font-medium">{legend}</legend>
      {aside && <div className="float-right">{aside}</div>}
      <div className="clear-both flex flex-col gap-2 pt-1">
        {hint && (
          <p id={`${id}-hint`} className="text-text-muted">
            {hint}
          </p>
        )}
        {children}
        {error && (
          <p id={`${id}-error`} className="flex gap-1.5 text-failure">
            <CircleX className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
            {error}
          </p>
        )}
      </div>
    </fieldset>
  );
}
