import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { Radio, RadioGroup } from '@/components/ui/radio-group';

interface RadioCardProps<Value extends string> {
  label: string;
  value: Value;
  onValueChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode; hint?: ReactNode }[];
  /** Below the choices, what the chosen one needs. */
  children?: ReactNode;
}

/** One of a few, each with what it means. */
export function RadioCard<Value extends string>({
  label,
  value,
  onValueChange,
  options,
  children,
}: RadioCardProps<Value>) {
  return (
    <Card>
      <RadioGroup
        value={value}
        onValueChange={onValueChange}
        aria-label={label}
        className="divide-y divide-border"
      >
        {options.map((option) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the radio is the control, and renders its input itself
          <label key={option.value} className="flex cursor-pointer gap-3 px-4 py-3">
            <Radio value={option.value} className="mt-px" />
            <span>
              <span className="font-medium">{option.label}</span>
              {option.hint && <span className="block text-text-muted">{option.hint}</span>}
            </span>
          </label>
        ))}
      </RadioGroup>
      {children && <div className="px-4 pb-4 pl-[46px]">{children}</div>}
    </Card>
  );
}
