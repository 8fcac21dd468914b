import type { ReactNode } from 'react';

export interface SelectProps<Value extends string> {
  /** The accessible name; shown before the value too, as in "Status: all". */
  label: string;
  value: Value;
  onValueChange: (value: Value) => void;
  items: readonly { value: Value; label: ReactNode }[];
  disabled?: boolean;
  className?: string;
}
