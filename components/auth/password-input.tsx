'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ComponentProps, useState } from 'react';
import { Input } from '@/components/ui/input';

/** A password, hidden until its owner asks to see it. Needs the `auth` messages. */
export function PasswordInput(props: ComponentProps<typeof Input>) {
  const t = useTranslations('auth');
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <div className="relative">
      <Input {...props} type={isShown ? 'text' : 'password'} className="pr-11" />
      <button
        type="button"
        aria-label={t(isShown ? 'hide_password' : 'show_password')}
        onClick={() => setShown(!isShown)}
        className="absolute inset-y-0 right-1 my-auto grid size-8 place-items-center rounded-sm text-text-muted hover:text-text"
      >
        <Icon className="size-4" aria-hidden="true" />
      </button>
    </div>
  );
}
