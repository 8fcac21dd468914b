import { cva, type VariantProps } from 'class-variance-authority';

/** The look of a button, also for links that lead somewhere (a link is never a button with an `href`). */
export const buttonVariants = cva(
  [
    'relative inline-flex items-center justify-center gap-2 rounded-md border font-medium base:whitespace-nowrap',
    'select-none hover:no-underline pointer-coarse:min-h-11 pointer-coarse:min-w-11',
    'transition-colors [&_svg]:size-4 [&_svg]:shrink-0',
    'not-aria-busy:aria-disabled:cursor-not-allowed not-aria-busy:aria-disabled:opacity-60',
  ],
  {
    variants: {
      variant: {
        primary:
          'border-accent bg-accent text-on-accent hover:border-accent-strong hover:bg-accent-strong active:border-accent-strong active:bg-accent-strong',
        secondary:
          'border-border-strong bg-surface base:text-text hover:bg-surface-sunken active:bg-surface-sunken',
        ghost:
          'border-transparent base:bg-transparent base:text-text-muted base:hover:bg-surface-sunken base:hover:text-text base:active:bg-surface-sunken',
        danger:
          'border-failure bg-failure text-on-failure hover:border-failure-strong hover:bg-failure-strong active:bg-failure-strong',
      },
      size: {
        sm: 'base:h-8 px-3',
        md: 'h-9 px-3.5',
        lg: 'h-10 px-4',
        icon: 'base:size-8',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

export type ButtonVariants = VariantProps<typeof buttonVariants>;
