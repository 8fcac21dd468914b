import type { ReactNode, RefObject } from 'react';

export interface DrawerProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The heading: what is looked at. */
  title: ReactNode;
  /** Beside the heading. */
  aside?: ReactNode;
  /** Buttons before the one that closes. */
  actions?: ReactNode;
  closeLabel: string;
  children: ReactNode;
  /** Where focus goes afterwards; asked when it closes. */
  finalFocus: () => HTMLElement | null;
  /** The sheet, for whoever listens to its keys. */
  ref?: RefObject<HTMLDivElement | null>;
}
