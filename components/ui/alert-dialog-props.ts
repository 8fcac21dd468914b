import type { ReactNode, RefObject } from 'react';

export interface AlertDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Names the thing: "Delete the webhook of crm.example.com?" */
  title: ReactNode;
  /** What will happen. */
  children: ReactNode;
  confirmLabel: string;
  /** `danger` unless nothing is destroyed. */
  confirmVariant?: 'danger' | 'primary';
  cancelLabel: string;
  onConfirm: () => void;
  busy?: boolean;
  /** Where focus goes afterwards when the dialog was opened from a menu, whose item is gone by then. */
  finalFocus?: RefObject<HTMLElement | null>;
}
