'use client';

import { Collapsible } from '@base-ui/react/collapsible';
import { useTranslations } from 'next-intl';
import type { Ref } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Checkbox } from '@/components/ui/checkbox';
import { CodeBlock } from '@/components/ui/code-block';
import { Fieldset } from '@/components/ui/fieldset';
import {
  EVENT_CATALOGUE,
  EVENT_NAMES,
  type EventGroup,
  type EventName,
  EXAMPLE_TIMESTAMP,
} from '@/lib/webhooks/core/event-catalogue';

interface EventChoiceProps {
  value: readonly EventName[];
  onChange: (value: EventName[]) => void;
  error?: string | undefined;
  /** Of the first box: where focus goes when nothing was chosen. */
  firstRef: Ref<HTMLElement>;
}

const GROUPS: readonly EventGroup[] = ['call', 'customer'];

/** The events of the catalogue to choose from, each with what it is, when it fires and an example. Needs `form` and `events`. */
export function EventChoice({ value, onChange, error, firstRef }: EventChoiceProps) {
  const t = useTranslations('form.events');
  const tEvents = useTranslations('events');
  const all = value.length === EVENT_NAMES.length;
  // In the catalogue's order, whatever the order of clicks.
  const choose = (name: EventName, chosen: boolean) =>
    onChange(EVENT_NAMES.filter((other) => (other === name ? chosen : value.includes(other))));

  return (
    <Fieldset
      legend={t('label')}
      hint={t('hint')}
      error={error}
      aside={
        <Button
          variant="ghost"
          size="sm"
          className="-my-1.5 -mr-3 text-accent hover:text-accent"
          onClick={() => onChange(all ? [] : [...EVENT_NAMES])}
        >
          {all ? t('select_none') : t('select_all')}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {GROUPS.map((group) => (
          <fieldset key={group} className="min-w-0">
            <legend className="mb-1.5 text-xs font-medium text-text-muted">
              {tEvents(`groups.${group}`)}
            </legend>
            <Card className="divide-y divide-border overflow-hidden">
              {EVENT_NAMES.filter((name) => EVENT_CATALOGUE[name].group === group).map((name) => (
                <EventOption
                  key={name}
                  name={name}
                  chosen={value.includes(name)}
                  invalid={error !== undefined}
                  onChange={(chosen) => choose(name, chosen)}
                  ref={name === EVENT_NAMES[0] ? firstRef : undefined}
                />
              ))}
            </Card>
          </fieldset>
        ))}
      </div>
    </Fieldset>
  );
}

interface EventOptionProps {
  name: EventName;
  chosen: boolean;
  invalid: boolean;
  onChange: (chosen: boolean) => void;
  ref: Ref<HTMLElement> | undefined;
}

function EventOption({ name, chosen, invalid, onChange, ref }: EventOptionProps) {
  const t = useTranslations('form.events');
  const tEvents = useTranslations('events');
  const { messageKey, example } = EVENT_CATALOGUE[name];
  const words = { name: tEvents(`${messageKey}.name`), fires: tEvents(`${messageKey}.fires`) };
  return (
    <Collapsible.Root className="flex flex-wrap items-start gap-x-3">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the box is the control, and renders its input itself */}
      <label className="flex min-w-0 grow basis-56 cursor-pointer gap-3 py-3 pr-4 pl-4 max-sm:basis-full max-sm:pb-1 sm:pr-0">
        <Checkbox
          checked={chosen}
          onCheckedChange={onChange}
          aria-invalid={invalid || undefined}
          ref={ref}
          className="mt-px"
        />
        <span className="min-w-0">
          <span className="font-medium">{words.name}</span> <code className="text-text-muted">{name}</code>
          <span className="block text-text-muted">{words.fires}</span>
        </span>
      </label>
      <Collapsible.Trigger
        aria-label={`${t('see_example')}: ${words.name}`}
        className="group tap-target mr-4 ml-[46px] rounded-sm text-xs leading-5 text-accent hover:underline max-sm:mb-3 sm:mt-3 sm:ml-0"
      >
        <span className="group-data-panel-open:hidden">{t('see_example')}</span>
        <span className="hidden group-data-panel-open:inline">{t('hide_example')}</span>
      </Collapsible.Trigger>
      <Collapsible.Panel className="w-full">
        <CodeBlock label={t('example_of', { name: words.name })} className="mx-4 mb-3">
          {JSON.stringify({ event: name, timestamp: EXAMPLE_TIMESTAMP, data: example }, null, 2)}
        </CodeBlock>
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}
