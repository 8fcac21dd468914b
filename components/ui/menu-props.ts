import type { KeyboardEvent, MouseEvent, ReactNode, Ref } from 'react';
import type { ButtonVariants } from '@/components/ui/button-variants';

/** One line of a menu. */
export type MenuEntry =
  | { kind: 'action'; id: string; label: ReactNode; danger?: boolean; onSelect: () => void }
  | { kind: 'link'; id: string; label: ReactNode; href: string }
  | {
      kind: 'choice';
      id: string;
      label: string;
      value: string;
      onValueChange: (value: string) => void;
      items: readonly { value: string; label: string; lang?: string }[];
    }
  /** A heading that is not itself a choice. */
  | { kind: 'header'; id: string; content: ReactNode }
  | { kind: 'separator'; id: string };

/** What opens a menu. */
export type MenuOpener = KeyboardEvent | MouseEvent;

export interface MenuProps extends ButtonVariants {
  /** What the button shows. */
  trigger: ReactNode;
  /** The button's accessible name, where what it shows is not enough. */
  label?: string;
  entries: readonly MenuEntry[];
  align?: 'start' | 'center' | 'end';
  className?: string;
  disabled?: boolean;
  /** The button, for giving focus back to it. */
  ref?: Ref<HTMLButtonElement>;
}
