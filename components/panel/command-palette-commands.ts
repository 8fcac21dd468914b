import type { Theme } from '@/lib/theme/theme';

/** What of the panel is there for whoever opens the palette. */
export interface CommandScope {
  /** Whether webhooks may be seen, and changed: by role and plan. */
  mayRead: boolean;
  mayChange: boolean;
  theme: Theme;
}

/** One line of the palette. */
export interface Command {
  id: string;
  label: string;
  /** Beside the label, and found by the search as well. */
  hint?: string;
  lang?: string;
  run: () => void;
}

/** Lines of one kind. `items` is the name by which Base UI knows them. */
export interface CommandGroup {
  id: string;
  label: string;
  items: Command[];
}
